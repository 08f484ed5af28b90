"""Who asks and whether they may: bearer token or cookie, role, and for cookies our own origin and the CSRF header."""

import hmac
from urllib.parse import urlsplit

from aiohttp import web

from hub.domain.users import Role
from hub.errors import ForbiddenError
from hub.services.access.callers import Caller
from hub.services.access.signing_in import SignInRefusedError, caller_of_session, caller_of_token
from hub.web.context import SERVICES, WebServices

COOKIE = "hub_session"
CSRF_HEADER = "Hub-CSRF"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def caller_of(request: web.Request) -> Caller | None:
    """Recognise who asks; a bearer token wins over a cookie, and a wrong one is an error rather than nobody."""
    services = request.app[SERVICES]
    authorization = request.headers.get("Authorization", "")
    if authorization:
        scheme, _, secret = authorization.partition(" ")
        caller = None
        if scheme.lower() == "bearer":
            caller = await services.database.read(lambda tx: caller_of_token(tx, secret.strip()))
        if caller is None:
            raise SignInRefusedError("the token is unknown or revoked; send 'Authorization: Bearer TOKEN'")
        return caller
    cookie = request.cookies.get(COOKIE)
    return await services.database.read(lambda tx: caller_of_session(tx, cookie)) if cookie else None


async def authorised(request: web.Request, roles: frozenset[Role]) -> Caller:
    """Return the caller; raises `SignInRefusedError` (401) or `ForbiddenError` (403)."""
    caller = await caller_of(request)
    if caller is None:
        raise SignInRefusedError("sign in first, or send a bearer token")
    if not caller.roles & roles:
        needed = ", ".join(sorted(role.value for role in roles))
        raise ForbiddenError(f"this needs one of the roles {needed}")
    if caller.session is not None and request.method not in _SAFE:
        require_own_origin(request)
        sent = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(sent.encode("utf-8", "replace"), caller.session.csrf.encode()):
            raise ForbiddenError(f"the header {CSRF_HEADER} is missing or old; take `csrf` from GET /api/v1/session")
    return caller


def require_own_origin(request: web.Request) -> None:
    """Refuse what another site's page sent: browsers name the page's origin in `Origin` (RFC 6454)."""
    origin = request.headers.get("Origin", "").lower()
    if origin not in own_origins(request, request.app[SERVICES]):
        raise ForbiddenError("this request comes from another site; use the hub's own pages, or a bearer token")


def own_origins(request: web.Request, services: WebServices) -> frozenset[str]:
    """Our public origin, and the address that the browser itself used to come here, over the same scheme: where the
    world comes by TLS, a page that somebody slipped in without it is not ours.
    """
    host = request.headers.get("Host", "").lower()
    scheme = urlsplit(services.settings.public_url).scheme
    return frozenset({services.settings.origin, f"{scheme}://{host}"})
