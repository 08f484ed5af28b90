"""Bytes by their SHA-256: raw mails, attachments, recordings."""

from collections.abc import AsyncIterator
from typing import Protocol


class Blobs(Protocol):
    """A store of immutable bytes. Written before the message's commit; what no row names is swept later."""

    async def put(self, data: bytes) -> str:
        """Store durably and return the SHA-256 in hex; storing the same bytes again changes nothing."""

    async def get(self, key: str) -> bytes:
        """Return the bytes; raise `NotFoundError` when there are none under `key`."""

    def open(self, key: str) -> AsyncIterator[bytes]:
        """Iterate over the bytes in chunks."""
