"""/users and /tokens: who may sign in."""

from hub.domain.time import to_rfc3339
from hub.domain.users import ApiToken
from hub.services.access.accounts import Accounts, NewUser
from hub.services.access.user_edit import UserEdit, edit_user
from hub.services.shapes import Shape, time_shape
from hub.web.api.session import user_shape
from hub.web.models.integration import NewTokenBody, NewUserBody, UserChange
from hub.web.route import Call


async def users(call: Call) -> Shape:
    """All users."""
    return {"items": [user_shape(each) for each in await _accounts(call).users()], "next": None}


async def add_user(call: Call) -> Shape:
    """Let somebody in."""
    body = call.body_as(NewUserBody)
    new = NewUser(
        login=body.login,
        password=body.password,
        name=body.name,
        roles=frozenset(body.roles),
        language=body.language,
        phone=body.phone,
        queues=tuple(body.queues),
    )
    return user_shape(await _accounts(call).add_user(new, actor=call.caller.actor))


async def edit(call: Call) -> Shape:
    """Change a user; a new password, other roles or shutting out ends every session."""
    body, now = call.body_as(UserChange), call.services.clock.now()
    hashed = await call.services.passwords.hash(body.password) if body.password else None
    change = UserEdit(
        name=body.name,
        roles=frozenset(body.roles) if body.roles else None,
        language=body.language,
        disabled=body.disabled,
        password_hash=hashed,
    )
    return await call.write(
        lambda tx: user_shape(edit_user(tx, call.path["id"], change, actor=call.caller.actor, at=now))
    )


async def tokens(call: Call) -> Shape:
    """All tokens, without their secrets."""
    return {"items": [token_shape(each) for each in await _accounts(call).tokens()], "next": None}


async def add_token(call: Call) -> Shape:
    """Let a program in; the answer alone shows the secret."""
    body = call.body_as(NewTokenBody)
    made = await _accounts(call).add_token(body.name, frozenset(body.roles), actor=call.caller.actor)
    return {**token_shape(made.token), "secret": made.secret}


async def revoke_token(call: Call) -> None:
    """Shut a program out."""
    await _accounts(call).revoke_token(call.path["id"], actor=call.caller.actor)


def token_shape(token: ApiToken) -> Shape:
    """A token as the API shows it."""
    return {
        "id": token.id,
        "name": token.name,
        "roles": sorted(role.value for role in token.roles),
        "created_at": to_rfc3339(token.created_at),
        "revoked_at": time_shape(token.revoked_at),
    }


def _accounts(call: Call) -> Accounts:
    services = call.services
    return Accounts(
        database=services.database,
        passwords=services.passwords,
        clock=services.clock,
        routing_domain=services.settings.routing_domain,
    )
