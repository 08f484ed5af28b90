"""One serving process for one SQLite file: a lock that the kernel gives back whatever happens to its holder."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.errors import Problem, StartUpError


@contextmanager
def only_instance(lock: Path) -> Iterator[None]:
    """Hold the lock file while the block runs; raises `StartUpError` when another process has it."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StartUpError([Problem(field=str(lock), message=_taken(descriptor))]) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> str:
    holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "unknown"
    return (
        f"process {holder} already works on this database; stop it, choose another HUB_DATA,"
        " or use PostgreSQL to run several"
    )
