"""GET /api/v1/openapi.json: the description of the API, made from the route table and its models."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from hub import __version__
from hub.web.route import NoQuery, Route
from hub.web.wire import json_response

_REF = "#/components/schemas/{model}"
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def add_openapi(app: web.Application, routes: Sequence[Route]) -> None:
    """Describe when first asked, serve to anybody.

    Describing some hundred models takes a good part of a second: too long for every start, and for the loop.
    """
    document = cache(partial(describe, routes))

    async def show(request: web.Request) -> web.Response:
        return json_response(await asyncio.to_thread(document))

    app.router.add_get("/api/v1/openapi.json", show)


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """The whole document (OpenAPI 3.1)."""
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Contact Hub", "version": __version__, "description": "See docs/api.md."},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": {**_schemas(routes), "Problem": _PROBLEM},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "hub_session"},
            },
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.summary,
        "tags": [route.tag],
        "operationId": _operation_id(route),
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "responses": _responses(route),
        "security": [] if route.roles is None else [{"bearer": []}, {"cookie": []}],
    }
    if route.roles is not None:
        operation["x-roles"] = sorted(role.value for role in route.roles)
    if route.body is not None:
        content = {"application/json": {"schema": {"$ref": _REF.format(model=route.body.__name__)}}}
        operation["requestBody"] = {"required": bool(_required(route.body)), "content": content}
    return operation


def _operation_id(route: Route) -> str:
    return re.sub(r"[^a-z0-9]+", "_", f"{route.method} {route.path}".lower()).strip("_")


def _required(model: type[BaseModel]) -> list[str]:
    return [name for name, info in model.model_fields.items() if info.is_required()]


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 64}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is NoQuery:
        return []
    schema = route.query.model_json_schema(ref_template=_REF)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _plain(each)}
        for name, each in schema["properties"].items()
    ]


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A query has no null: leave that choice out."""
    choices = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    if not choices:
        return schema
    kept = {key: value for key, value in schema.items() if key not in {"anyOf", "default"}}
    return {**kept, **choices[0]} if len(choices) == 1 else {**kept, "anyOf": choices}


def _responses(route: Route) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
    responses: dict[str, Any] = {"default": {"description": "What is wrong, and what to do", "content": problem}}
    if route.answer is None and route.media_type == "application/json":
        responses["204"] = {"description": "Done"}
    elif route.answer is None:
        responses[str(route.status)] = {"description": "The file", "content": {route.media_type: {}}}
    else:
        schema = {"$ref": _REF.format(model=route.answer.__name__)}
        content: dict[str, Any] = {"application/json": {"schema": schema}, **{each: {} for each in route.also}}
        responses[str(route.status)] = {"description": "Done", "content": content}
    return responses


def _schemas(routes: Iterable[Route]) -> dict[str, Any]:
    routes = list(routes)
    bodies = {route.body for route in routes if route.body is not None}
    queries = {route.query for route in routes}
    answers = {route.answer for route in routes if route.answer is not None}
    wanted = [(each, "validation") for each in sorted(bodies | queries, key=lambda model: model.__name__)]
    wanted += [(each, "serialization") for each in sorted(answers, key=lambda model: model.__name__)]
    _, definitions = models_json_schema(wanted, ref_template=_REF)  # type: ignore[arg-type]
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas
