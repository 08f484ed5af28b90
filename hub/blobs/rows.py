"""Keeps blobs as rows of the database, for several machines that share it but no disk."""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial

from typing_extensions import override

from hub.blobs.keys import require_key
from hub.errors import NotFoundError
from hub.ports.blobs import Blobs
from hub.ports.database import Database
from hub.ports.repositories import Tx

_PIECE = 256 * 1024
_SWEEP = 500


class RowBlobs(Blobs):
    """Blobs cut into pieces, so that neither a statement nor a download holds a large one in memory twice."""

    def __init__(self, database: Database) -> None:
        """Use the hub's database."""
        self._database = database

    @override
    async def put(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        pieces = [data[start : start + _PIECE] for start in range(0, len(data), _PIECE)]
        await self._database.write(lambda tx: tx.blobs.put(key, pieces))
        return key

    @override
    async def get(self, key: str) -> bytes:
        return b"".join([piece async for piece in self.open(key)])

    @override
    async def open(self, key: str) -> AsyncIterator[bytes]:
        require_key(key)
        count = await self._database.read(lambda tx: tx.blobs.piece_count(key))
        if count is None:
            raise NotFoundError(f"there is no blob {key}")
        for position in range(count):
            yield await self._database.read(partial(_piece, key=key, position=position))

    async def sweep(self, now: datetime, *, older_than: timedelta) -> int:
        """Delete what no row of the log names and was stored long before `now`; return how many."""
        removed, after = 0, ""
        while keys := await self._database.read(partial(_old, before=now - older_than, after=after)):
            removed += await self._database.write(partial(_remove_unnamed, keys=keys))
            after = keys[-1]
        return removed


def _piece(tx: Tx, *, key: str, position: int) -> bytes:
    return tx.blobs.piece(key, position)


def _old(tx: Tx, *, before: datetime, after: str) -> list[str]:
    return list(tx.blobs.stored_before(before, after=after, limit=_SWEEP))


def _remove_unnamed(tx: Tx, *, keys: list[str]) -> int:
    unnamed = sorted(set(keys) - tx.blobs.named(keys))
    tx.blobs.remove(unnamed)
    return len(unnamed)
