"""What a blob's key looks like."""

import re

from hub.errors import NotFoundError

_KEY = re.compile(r"[0-9a-f]{64}")


def require_key(key: str) -> str:
    """Return a SHA-256 in hex; raise `NotFoundError` for everything else, perhaps an attempt to leave the store."""
    if not _KEY.fullmatch(key):
        raise NotFoundError(f"{key!r} is no blob's key")
    return key
