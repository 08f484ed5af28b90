"""The installation's secret, from which every key that must survive a restart is derived."""

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from hub.config.load import Config

FILE = "secret.key"


def installation_secret(config: Config) -> bytes:
    """Return the configured secret, else the one kept in the data folder, made at the first start."""
    configured = config.settings.security.secret
    if configured is not None:
        return hashlib.sha256(configured.get_secret_value().encode()).digest()
    return _kept(config.data / FILE)


def derived_key(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose, which tells nothing of the secret or of other keys (RFC 5869, expand step)."""
    return hmac.digest(secret, purpose.encode() + b"\x01", "sha256")


def _kept(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write the file whole before it gets its name, so that nobody ever reads half of it; the first writer wins."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{FILE}-") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
