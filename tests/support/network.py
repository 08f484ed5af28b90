"""Tests reach this machine alone: any other address is an error at once."""

import sys
from ipaddress import ip_address
from typing import Any

LOCAL_NAMES = frozenset({"", "localhost", None})
_switched_on: list[bool] = []


class OutsideNetworkError(RuntimeError):
    """A test tried to reach another machine."""


def forbid_other_machines() -> None:
    """Watch every connection and name look-up of this process (PEP 578 audit hooks; they cannot be removed)."""
    if not _switched_on:
        _switched_on.append(True)
        sys.addaudithook(_check)


def _check(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        _require_local(arguments[1][0])
    elif event == "socket.getaddrinfo":
        _require_local(arguments[0])


def _require_local(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in LOCAL_NAMES or (name or "").endswith(".localhost"):
        return
    try:
        local = ip_address(name or "").is_loopback or ip_address(name or "").is_unspecified
    except ValueError:
        local = False
    if not local:
        raise OutsideNetworkError(f"a test must not reach {name!r}: start the peer on 127.0.0.1")
