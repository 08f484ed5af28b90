"""Keeps blobs as files in a folder: durable before `put` returns, never half written, each stored once."""

import asyncio
import hashlib
import os
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

from typing_extensions import override

from hub.blobs.keys import require_key
from hub.errors import NotFoundError
from hub.ports.blobs import Blobs
from hub.ports.database import Database

_CHUNK = 256 * 1024
_UNFINISHED = "unfinished"
_SWEEP = 500


class FolderBlobs(Blobs):
    """Files under `root`, fanned out by the first four digits of their keys."""

    def __init__(self, root: Path) -> None:
        """Make the folder when it is missing."""
        self._root = root
        (root / _UNFINISHED).mkdir(parents=True, exist_ok=True)

    @override
    async def put(self, data: bytes) -> str:
        return await asyncio.to_thread(self._put, data)

    @override
    async def get(self, key: str) -> bytes:
        return await asyncio.to_thread(lambda: self._found(key).read_bytes())

    @override
    async def open(self, key: str) -> AsyncIterator[bytes]:
        path = self._found(key)
        position = 0
        while data := await asyncio.to_thread(_read_at, path, position):
            yield data
            position += len(data)

    async def sweep(self, database: Database, now: datetime, *, older_than: timedelta) -> int:
        """Delete what no row of the log names and was stored long before `now`; return how many."""
        removed = 0
        keys = await asyncio.to_thread(self._stored_before, now - older_than)
        for start in range(0, len(keys), _SWEEP):
            piece = keys[start : start + _SWEEP]
            named = await database.read(lambda tx, piece=piece: tx.blobs.named(piece))  # type: ignore[misc]
            removed += await asyncio.to_thread(self._remove, [key for key in piece if key not in named])
        return removed

    def _put(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        path = self._path(key)
        if path.exists():
            os.utime(path)  # young again: a sweep must not take what somebody is about to name
            return key
        unfinished = self._root / _UNFINISHED / uuid.uuid4().hex
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.replace(path)
        # A name lasts only when its folder is written too: fsync(2), "Calling fsync() does not necessarily ensure ...".
        for folder in (path.parent, path.parent.parent, self._root):
            _sync_folder(folder)
        return key

    def _found(self, key: str) -> Path:
        path = self._path(key)
        if not path.is_file():
            raise NotFoundError(f"there is no blob {key}")
        return path

    def _path(self, key: str) -> Path:
        require_key(key)
        return self._root / key[:2] / key[2:4] / key

    def _stored_before(self, before: datetime) -> list[str]:
        limit = before.timestamp()
        return [path.name for path in self._root.glob("??/??/*") if path.stat().st_mtime < limit]

    def _remove(self, keys: list[str]) -> int:
        for key in keys:
            self._path(key).unlink(missing_ok=True)
        return len(keys)


def _read_at(path: Path, position: int) -> bytes:
    with path.open("rb") as file:
        file.seek(position)
        return file.read(_CHUNK)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
