"""What the command line can ask of a hub, running or not: plain values in, plain values out."""

from collections.abc import Mapping
from typing import Any

from hub.config import Config
from hub.control import Command
from hub.domain.time import to_rfc3339
from hub.domain.users import ApiToken, Role, User
from hub.errors import InvalidError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.passwords import Passwords
from hub.ports.repositories import Tx
from hub.routing.policy import Ordering
from hub.services.accounts import Accounts, NewUser
from hub.services.audit import record
from hub.services.import_console import ImportConsole
from hub.services.import_jobs import NewImport
from hub.services.import_kinds import import_kinds
from hub.services.import_work import ImportWork
from hub.services.routing_apply import apply_routing
from hub.services.routing_check import routing_warnings
from hub.services.routing_config import read_routing
from hub.services.routing_files import exported
from hub.services.shapes import Shape
from hub.web.models.routing_document import read_document

Arguments = dict[str, Any]


def commands(config: Config, *, database: Database, passwords: Passwords, clock: Clock) -> Mapping[str, Command]:
    """All commands by name, working on this database."""
    domain = config.settings.routing.domain
    accounts = Accounts(database=database, passwords=passwords, clock=clock, routing_domain=domain)
    organisation = config.settings.organisation
    work = ImportWork(
        database=database,
        clock=clock,
        kinds=import_kinds(),
        region=organisation.region or None,
        zone=organisation.time_zone,
    )
    console = ImportConsole(database=database, clock=clock, work=work)
    return {
        **_user_commands(accounts),
        **_token_commands(accounts),
        **_import_commands(console),
        **_routing_commands(database, clock, config.settings.routing.ordering),
    }


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


def _import_commands(console: ImportConsole) -> dict[str, Command]:
    async def begin(given: Arguments) -> Any:
        new = NewImport(
            kind=given["kind"],
            name=given["name"],
            source=given["source"],
            charset=given["charset"],
            delimiter=given["delimiter"],
            columns=tuple(given["columns"]),
            actor=given["actor"],
        )
        return await console.begin(new, given["mapping"])

    async def add(given: Arguments) -> Any:
        return await console.add(given["id"], given["rows"])

    async def start(given: Arguments) -> Any:
        return await console.start(given["id"], dry_run=given["dry_run"], actor=given["actor"])

    async def work(given: Arguments) -> Any:
        return await console.work(given["id"])

    async def faults(given: Arguments) -> Any:
        return await console.faults(given["id"], after=given["after"])

    return {
        "import.begin": begin,
        "import.add": add,
        "import.start": start,
        "import.work": work,
        "import.faults": faults,
    }


def _routing_commands(database: Database, clock: Clock, ordering: Ordering) -> dict[str, Command]:
    async def export(given: Arguments) -> Any:
        return await database.read(lambda tx: exported(read_routing(tx)))

    async def take_in(given: Arguments) -> Any:
        document, dry_run, now = given["document"], bool(given["dry_run"]), clock.now()

        def work(tx: Tx) -> Shape:
            read = read_document(document, read_routing(tx))
            done = apply_routing(tx, read, dry_run=dry_run, at=now)
            if not dry_run:
                changed = len(done["changes"])  # type: ignore[arg-type]
                record(tx, actor=given["actor"], action="routing.import", subject="routing", at=now, changes=changed)
            return done

        return await database.write(work)

    async def check(given: Arguments) -> Any:
        now = clock.now()
        return await database.read(lambda tx: routing_warnings(tx, at=now, ordering=ordering))

    return {"routing.export": export, "routing.import": take_in, "routing.check": check}


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
