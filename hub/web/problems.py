"""Every error as problem details (RFC 9457): what is wrong, where, and what to do."""

import http
import logging
from collections.abc import Sequence

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from hub.errors import BusyError, InboundRejectedError, Problem, UseCaseError
from hub.services.access.signing_in import SignInRefusedError, TooManyAttemptsError

_log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_S = "2"


def problem(
    status: int, detail: str, errors: Sequence[Problem] = (), headers: dict[str, str] | None = None
) -> web.Response:
    """Make the answer."""
    body = {
        "type": "about:blank",
        "title": http.HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [{"field": each.field, "message": each.message} for each in errors],
    }
    return web.Response(status=status, body=orjson.dumps(body), content_type=CONTENT_TYPE, headers=headers)


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn what a handler raises into problem details; what an operator must know is logged."""
    try:
        return await handler(request)
    except UseCaseError as error:
        return _of_use_case(error)
    except InboundRejectedError as error:
        return problem(error.status, str(error))
    except BusyError as error:
        _log.warning("busy", extra={"method": request.method, "path": request.path, "error": str(error)})
        return problem(503, str(error), headers={"Retry-After": RETRY_AFTER_S})
    except web.HTTPException as error:
        return _of_http(error)
    except ConnectionResetError:
        raise
    except Exception:  # noqa: BLE001 - every request gets an answer, and the log the cause
        _log.exception("a request failed", extra={"method": request.method, "path": request.path})
        return problem(500, "something went wrong here; it is in the log with this answer's X-Request-Id")


def _of_use_case(error: UseCaseError) -> web.Response:
    errors = [Problem(field=error.field, message=str(error))] if error.field else []
    headers = {}
    if isinstance(error, TooManyAttemptsError):
        headers["Retry-After"] = str(error.retry_after_s)
    if isinstance(error, SignInRefusedError):
        headers["WWW-Authenticate"] = 'Bearer realm="hub"'
    return problem(error.status, str(error), errors, headers)


_REMEDIES = {
    404: "there is nothing at this address",
    413: "the request is too large; send less at once",
}


def _of_http(error: web.HTTPException) -> web.StreamResponse:
    if error.status < 400:
        return error
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
    return problem(error.status, _REMEDIES.get(error.status, error.text or error.reason), headers=headers)


def of_validation(error: ValidationError, *, where: str = "") -> web.Response:
    """Name every field that is wrong; 400 when the body is no JSON at all."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(each["type"] == "json_invalid" for each in found):
        return problem(400, f"the body is no valid JSON: {found[0]['msg']}")
    errors = [Problem(field=_dotted(each["loc"], where), message=_message(each["type"], each["msg"])) for each in found]
    return problem(422, "; ".join(f"{each.field}: {each.message}" for each in errors[:5]), errors)


def _dotted(location: tuple[int | str, ...], where: str) -> str:
    return ".".join(str(part) for part in ((where, *location) if where else location)) or "body"


def _message(kind: str, message: str) -> str:
    return "is unknown; remove it" if kind == "extra_forbidden" else message[:1].lower() + message[1:]
