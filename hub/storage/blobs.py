"""Blobs as rows in chunks, and which blobs the log names."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from hub.errors import NotFoundError
from hub.storage.connection import Unit
from hub.storage.tables.blobs import blob_chunks, blobs
from hub.storage.tables.log import attachments, messages, raw_payloads

_NAMING = (attachments.c.blob, messages.c.html_blob, raw_payloads.c.blob)


class BlobRows:
    """Implements `hub.ports.repositories.blobs.BlobRows`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def put(self, key: str, pieces: Sequence[bytes]) -> None:
        now = self._unit.now()
        row = {"sha256": key, "pieces": len(pieces), "stored_at": now}
        statement = self._unit.insert(blobs).values(row)
        young = statement.on_conflict_do_update(index_elements=["sha256"], set_={"stored_at": now})
        self._unit.connection.execute(young)
        stored = sa.select(sa.func.count()).select_from(blob_chunks).where(blob_chunks.c.sha256 == key)
        if self._unit.connection.execute(stored).scalar_one() < len(pieces):
            rows = [{"sha256": key, "position": place, "data": piece} for place, piece in enumerate(pieces)]
            self._unit.connection.execute(sa.insert(blob_chunks), rows)

    def piece_count(self, key: str) -> int | None:
        return self._unit.connection.execute(sa.select(blobs.c.pieces).where(blobs.c.sha256 == key)).scalar()

    def piece(self, key: str, position: int) -> bytes:
        c = blob_chunks.c
        wanted = sa.select(c.data).where(c.sha256 == key, c.position == position)
        found = self._unit.connection.execute(wanted).scalar()
        if found is None:
            raise NotFoundError(f"blob {key} has no piece {position}")
        return bytes(found)

    def stored_before(self, before: datetime, *, after: str, limit: int) -> Sequence[str]:
        c = blobs.c
        old = sa.select(c.sha256).where(c.sha256 > after, c.stored_at < before)
        return self._unit.connection.execute(old.order_by(c.sha256).limit(limit)).scalars().all()

    def remove(self, keys: Sequence[str]) -> None:
        self._unit.connection.execute(sa.delete(blobs).where(blobs.c.sha256.in_(keys)))

    def named(self, keys: Sequence[str]) -> set[str]:
        execute = self._unit.connection.execute
        found = (execute(sa.select(column).where(column.in_(keys))).scalars() for column in _NAMING)
        return {key for column in found for key in column if key is not None}
