"""Blobs as rows, and which blobs the log names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol


class BlobRows(Protocol):
    """Bytes in chunks by their SHA-256, for installations without a shared folder."""

    def put(self, key: str, pieces: Sequence[bytes]) -> None:
        """Store the bytes; storing the same again only makes them young."""

    def piece_count(self, key: str) -> int | None:
        """Return how many pieces there are, or None when there is no such blob."""

    def piece(self, key: str, position: int) -> bytes:
        """Return one piece, counted from 0."""

    def stored_before(self, before: datetime, *, after: str, limit: int) -> Sequence[str]:
        """List keys above `after`, in order, of blobs stored before a time."""

    def remove(self, keys: Sequence[str]) -> None:
        """Delete blobs."""

    def named(self, keys: Sequence[str]) -> set[str]:
        """Return those of the keys that some row of the log names, wherever the bytes are kept."""
