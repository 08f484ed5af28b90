"""/session: sign in, who am I, sign out."""

from aiohttp import web

from hub.domain.users import User
from hub.services.access.callers import Caller
from hub.services.access.signing_in import choose_language, sign_out
from hub.services.shapes import Shape
from hub.web.authority import COOKIE, require_own_origin
from hub.web.models.session import Credentials, SessionChange
from hub.web.route import Call
from hub.web.wire import json_response, remote_of


def user_shape(user: User) -> Shape:
    """A user as the API shows one: never with the password's hash."""
    return {
        "id": user.id,
        "login": user.login,
        "name": user.name,
        "roles": sorted(role.value for role in user.roles),
        "agent_id": user.agent_id,
        "language": user.language,
        "disabled": user.disabled,
    }


def caller_shape(caller: Caller) -> Shape:
    """The caller as a user; a token has no login."""
    if caller.user is not None:
        return user_shape(caller.user)
    return {
        "id": caller.id,
        "login": "",
        "name": caller.token.name if caller.token else "",
        "roles": sorted(role.value for role in caller.roles),
        "agent_id": None,
        "language": "",
        "disabled": False,
    }


def session_shape(caller: Caller) -> Shape:
    """Who is signed in, with the CSRF header's value."""
    return {"user": caller_shape(caller), "csrf": caller.session.csrf if caller.session else ""}


async def sign_in(call: Call) -> web.Response:
    """Open a session and set its cookie."""
    if "Origin" in call.request.headers:
        require_own_origin(call.request)
    wanted = call.body_as(Credentials)
    settings = call.services.settings
    remote = remote_of(call.request, settings.trusted_proxies)
    signed_in = await call.services.sign_in(wanted.login, wanted.password, remote=remote)
    response = json_response(session_shape(signed_in.caller))
    response.set_cookie(
        COOKIE,
        signed_in.secret,
        max_age=int(settings.sign_in.session_for.total_seconds()),
        httponly=True,
        secure=settings.is_https,
        samesite="Lax",
        path="/",
    )
    return response


async def show(call: Call) -> Shape:
    """Say who asks."""
    return session_shape(call.caller)


async def change(call: Call) -> Shape:
    """Remember the language."""
    user = call.caller.user
    language = call.body_as(SessionChange).language
    if user is None:
        return session_shape(call.caller)
    changed = await call.services.database.write(lambda tx: choose_language(tx, user, language))
    return session_shape(Caller(user=changed, session=call.caller.session))


async def end(call: Call) -> web.Response:
    """Close the session and take the cookie away."""
    now = call.services.clock.now()
    await call.services.database.write(lambda tx: sign_out(tx, call.caller, now))
    response = web.Response(status=204)
    response.del_cookie(COOKIE, path="/")
    return response
