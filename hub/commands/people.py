"""Users and tokens."""

from typing import Any

from hub.commands.ground import Arguments, Ground
from hub.control import Command
from hub.domain.time import to_rfc3339
from hub.domain.users import ApiToken, Role, User
from hub.errors import InvalidError
from hub.services.access.accounts import Accounts, NewUser


def commands(ground: Ground) -> dict[str, Command]:
    """Let people and programs in, and out."""
    accounts = Accounts(
        database=ground.database,
        passwords=ground.passwords,
        clock=ground.clock,
        routing_domain=ground.config.settings.routing.domain,
    )
    return {**_user_commands(accounts), **_token_commands(accounts)}


def _user_commands(accounts: Accounts) -> dict[str, Command]:
    async def add(given: Arguments) -> Any:
        new = NewUser(
            login=given["login"],
            password=given["password"],
            name=given["name"],
            roles=_roles(given["roles"]),
            language=given["language"],
            phone=given["phone"],
            queues=tuple(given["queues"]),
        )
        return _user(await accounts.add_user(new, actor=given["actor"]))

    async def list_all(given: Arguments) -> Any:
        return [_user(user) for user in await accounts.users()]

    async def disable(given: Arguments) -> Any:
        return _user(await accounts.disable_user(given["login"], actor=given["actor"]))

    return {"user.add": add, "user.list": list_all, "user.disable": disable}


def _token_commands(accounts: Accounts) -> dict[str, Command]:
    async def add(given: Arguments) -> Any:
        new = await accounts.add_token(given["name"], _roles(given["roles"]), actor=given["actor"])
        return {**_token(new.token), "secret": new.secret}

    async def list_all(given: Arguments) -> Any:
        return [_token(token) for token in await accounts.tokens()]

    async def revoke(given: Arguments) -> Any:
        await accounts.revoke_token(given["id"], actor=given["actor"])
        return {"id": given["id"]}

    return {"token.add": add, "token.list": list_all, "token.revoke": revoke}


def _roles(words: list[str]) -> frozenset[Role]:
    unknown = sorted(set(words) - set(Role))
    if unknown:
        raise InvalidError(f"{unknown[0]!r} is no role; known are {', '.join(Role)}", field="roles")
    return frozenset(Role(word) for word in words)


def _user(user: User) -> dict[str, object]:
    return {
        "id": user.id,
        "login": user.login,
        "name": user.name,
        "roles": sorted(role.value for role in user.roles),
        "agent_id": user.agent_id,
        "disabled": user.disabled,
        "created_at": to_rfc3339(user.created_at),
    }


def _token(token: ApiToken) -> dict[str, object]:
    return {
        "id": token.id,
        "name": token.name,
        "roles": sorted(role.value for role in token.roles),
        "created_at": to_rfc3339(token.created_at),
        "revoked_at": to_rfc3339(token.revoked_at) if token.revoked_at else None,
    }
