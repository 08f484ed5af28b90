"""Where the demo's parts listen on this machine, and what the hub is told about it."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.demo.carrier.carrier import ACCOUNT_SID, AUTH_TOKEN

HOST = "127.0.0.1"
OUR_NUMBER = "+14155550100"
OUR_MAIL = "service@harbour.example"


@dataclass(frozen=True, kw_only=True)
class Places:
    """The demo's ports; everything listens on the loopback alone."""

    hub_port: int
    carrier_port: int
    play_port: int
    mail_in_port: int
    mail_out_port: int
    config: Path
    data: Path
    identity_secret: str

    @property
    def hub(self) -> str:
        return f"http://{HOST}:{self.hub_port}"

    @property
    def carrier(self) -> str:
        return f"http://{HOST}:{self.carrier_port}"

    @property
    def play(self) -> str:
        return f"http://{HOST}:{self.play_port}"

    @property
    def log(self) -> Path:
        """Where the hub's own log lines go, so that the terminal stays readable."""
        return self.data / "hub.log"

    def environment(self) -> dict[str, str]:
        """What the hub's configuration takes from the environment."""
        return {
            "HUB_PORT": str(self.hub_port),
            "HUB_DATA": str(self.data),
            "HUB_DEMO_ACCOUNT_SID": ACCOUNT_SID,
            "HUB_DEMO_AUTH_TOKEN": AUTH_TOKEN,
            "HUB_DEMO_CARRIER_URL": self.carrier,
            "HUB_DEMO_SHOP_ORIGIN": self.play,
            "HUB_DEMO_MAIL_IN_PORT": str(self.mail_in_port),
            "HUB_DEMO_MAIL_OUT_PORT": str(self.mail_out_port),
            "HUB_DEMO_IDENTITY_SECRET": self.identity_secret,
        }


def choose_places(config: Path, environ: Mapping[str, str] | None = None) -> Places:
    """Take HUB_PORT (8080 by default) and the four ports above it; those that are taken give way to free ones."""
    given = os.environ if environ is None else environ
    wanted = given.get("HUB_PORT", "") or "8080"
    hub_port = int(wanted) if wanted.isdecimal() else 8080
    if hub_port == 0:
        hub_port = _free_port(set())
    taken = {hub_port}
    others = [_next_port(hub_port + step, taken) for step in (1, 2, 3, 4)]
    return Places(
        hub_port=hub_port,
        carrier_port=others[0],
        play_port=others[1],
        mail_in_port=others[2],
        mail_out_port=others[3],
        config=config,
        data=Path(given.get("HUB_DATA", "") or "data/demo"),
        identity_secret=secrets.token_hex(24),
    )


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _next_port(wanted: int, taken: set[int]) -> int:
    port = wanted if wanted <= 65_535 and wanted not in taken and is_free(wanted) else _free_port(taken)
    taken.add(port)
    return port


def _free_port(taken: set[int]) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port: int = probe.getsockname()[1]
        if port not in taken:
            return port
