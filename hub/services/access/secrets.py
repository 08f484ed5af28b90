"""Secrets that we hand out and recognise again: only their hashes are stored."""

import hashlib
import secrets

_BYTES = 32


def new_secret(prefix: str = "") -> str:
    """256 random bits as text; a prefix tells people (and secret scanners) what they found."""
    return f"{prefix}{secrets.token_urlsafe(_BYTES)}"


def hash_secret(secret: str) -> str:
    """SHA-256 in hex: enough for a random secret, which nobody can guess (unlike a password)."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
