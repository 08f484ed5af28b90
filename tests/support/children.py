"""Start real servers as children that never outlive the tests."""

import ctypes
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
UNPRIVILEGED = ("postgres", "nobody")


class ServerFailedError(Exception):
    """A server did not come up; the text has its log."""


def free_port() -> int:
    """Return a TCP port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def unprivileged_user() -> pwd.struct_passwd | None:
    """Whom a server that refuses root runs as; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerFailedError(f"no unprivileged user: none of {', '.join(UNPRIVILEGED)} exists")


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    user: pwd.struct_passwd | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start a child whose output goes to `log`; the kernel ends it with `death_signal` when this process dies."""
    with log.open("ab") as output:
        return subprocess.Popen(
            list(command),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            preexec_fn=_dies_with_parent(death_signal),  # noqa: PLW1509  (one system call, no locks)
        )


def _dies_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    libc = ctypes.CDLL(None)

    def set_death_signal() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(death_signal))

    return set_death_signal


def stop(child: subprocess.Popen[bytes], *, how: signal.Signals = signal.SIGTERM, timeout_s: float = 10) -> int:
    """End a child and wait for it; one that does not obey is killed, and that is an error."""
    if child.poll() is None:
        child.send_signal(how)
    try:
        return child.wait(timeout_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        raise


def wait_until_listening(port: int, child: subprocess.Popen[bytes], *, log: Path, timeout_s: float = 20) -> None:
    """Return when somebody accepts connections on the loopback port; raise with the log when the child ends first."""

    def listening() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(listening, child, log=log, timeout_s=timeout_s)


def wait_until(ready: Callable[[], bool], child: subprocess.Popen[bytes], *, log: Path, timeout_s: float = 20) -> None:
    """Ask until `ready`; a child that ended, or the time being up, raises with the log's end."""
    deadline = time.monotonic() + timeout_s
    while not ready():
        if child.poll() is not None:
            raise ServerFailedError(f"{child.args!r} ended with {child.returncode}:\n{tail(log)}")
        if time.monotonic() > deadline:
            raise ServerFailedError(f"{child.args!r} is not ready after {timeout_s} s:\n{tail(log)}")
        time.sleep(0.01)


def tail(log: Path, length: int = 3000) -> str:
    return log.read_text(errors="replace")[-length:] if log.exists() else ""
