"""Password hashes."""

import pytest

from hub.security.passwords import Argon2Passwords


async def test_a_password_is_recognised() -> None:
    passwords = Argon2Passwords()

    stored = await passwords.hash("correct horse")

    assert stored.startswith("$argon2id$")
    assert await passwords.verify("correct horse", stored)
    assert not await passwords.verify("wrong horse", stored)


@pytest.mark.parametrize("stored", [None, "", "no hash", "$argon2id$broken"])
async def test_nobody_has_a_password(stored: str | None) -> None:
    assert not await Argon2Passwords().verify("anything", stored)
