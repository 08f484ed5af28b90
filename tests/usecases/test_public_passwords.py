"""The sample users' passwords, which everybody can read, open the demo and nothing else."""

import pytest

from hub.clock import SystemClock
from hub.domain.users import Role
from hub.ports.database import Database
from hub.security.passwords import Argon2Passwords
from hub.services.access.accounts import Accounts, NewUser
from hub.services.access.signing_in import PUBLIC_ENDING, SignIn, SignInPolicy, SignInRefusedError

PASSWORD = f"ada{PUBLIC_ENDING}"


async def sign_in(database: Database, *, demo: bool) -> str:
    passwords, clock = Argon2Passwords(), SystemClock()
    accounts = Accounts(database=database, passwords=passwords, clock=clock, routing_domain="default")
    await accounts.add_user(NewUser(login="ada", password=PASSWORD, roles=frozenset({Role.ADMIN})), actor="test")
    enter = SignIn(database=database, passwords=passwords, clock=clock, policy=SignInPolicy(demo=demo))
    signed_in = await enter("ada", PASSWORD, remote="127.0.0.1")
    return signed_in.caller.actor


async def test_they_open_the_demo(database: Database) -> None:
    assert await sign_in(database, demo=True) == "user:ada"


async def test_they_are_refused_elsewhere(database: Database) -> None:
    with pytest.raises(SignInRefusedError, match="opens the demo alone"):
        await sign_in(database, demo=False)
