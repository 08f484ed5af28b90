"""Password hashes with Argon2id (RFC 9106), worked out beside the loop."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from typing_extensions import override

from hub.ports.passwords import Passwords

_AT_ONCE = 2


class Argon2Passwords(Passwords):
    """Argon2id with the library's parameters, which follow RFC 9106's low-memory profile; few at once, for the memory.

    https://argon2-cffi.readthedocs.io/en/stable/parameters.html
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobody: str | None = None

    @override
    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    @override
    async def verify(self, password: str, stored: str | None) -> bool:
        if stored is None:
            await self._verify(password, await self._hash_of_nobody())
            return False
        return await self._verify(password, stored)

    async def _verify(self, password: str, stored: str) -> bool:
        async with self._turns:
            return await asyncio.to_thread(self._matches, password, stored)

    def _matches(self, password: str, stored: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _hash_of_nobody(self) -> str:
        if self._nobody is None:
            self._nobody = await self.hash("nobody has this password")
        return self._nobody
