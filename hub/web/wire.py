"""JSON on the wire and what a request says about itself: version, language of headers, where it came from."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address

import orjson
from aiohttp import web

from hub.errors import InvalidError

_VERSION = re.compile(r'(?:W/)?"(\d{1,9})"|(\d{1,9})')


def to_json(value: object) -> bytes:
    """Serialise an answer."""
    return orjson.dumps(value)


def json_response(value: object, *, status: int = 200) -> web.Response:
    """Answer with JSON; a versioned thing carries its version as ETag."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(value, dict) and isinstance(value.get("version"), int):
        headers["ETag"] = f'"{value["version"]}"'
    return web.Response(body=to_json(value), status=status, content_type="application/json", headers=headers)


def expected_version(request: web.Request) -> int | None:
    """Read `If-Match`: a version, with or without quotes; `*` and nothing mean any."""
    text = request.headers.get("If-Match", "*").strip()
    if text == "*":
        return None
    match = _VERSION.fullmatch(text)
    if match is None:
        raise InvalidError(f'must be a version like "3", not {text[:40]!r}', field="If-Match")
    return int(match[1] or match[2])


def remote_of(request: web.Request, trusted: Iterable[IPv4Network | IPv6Network]) -> str:
    """The client's address: the last hop of `X-Forwarded-For` that is no trusted proxy."""
    networks = tuple(trusted)
    remote = request.remote or ""
    if not networks:
        return remote
    hops = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    while hops and _within(remote, networks):
        remote = hops.pop()
    return remote


def _within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed.version == network.version and parsed in network for network in networks)
