"""The hub as a process of its own, that can be killed at any moment and started again on the same data."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.children import free_port, start, stop, tail, wait_until

ROOT = Path(__file__).resolve().parents[2]
READY_S = 60  # a busy machine takes long to import everything


@dataclass
class HubProcess:
    """`python -m hub serve` on one configuration, one data folder and one port, through several lives."""

    config: Path
    data: Path
    port: int = field(default_factory=free_port)
    environ: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.data / "hub.log"

    def start(self) -> None:
        """Start and return when `/readyz` says 200."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.process = start(
            [sys.executable, "-m", "hub", "serve", "--config", self.config],
            log=self.log,
            env={**os.environ, "HUB_PORT": str(self.port), "HUB_DATA": str(self.data), **self.environ},
            cwd=ROOT,
        )
        wait_until(self.is_ready, self.process, log=self.log, timeout_s=READY_S)

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> int:
        """Ask it to stop, as a service manager does; return its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without any warning (`kill -9`)."""
        self._end(signal.SIGKILL)

    def command(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run another command on the same configuration and data."""
        return subprocess.run(
            [sys.executable, "-m", "hub", *arguments, "--config", self.config],
            input=stdin,
            env={**os.environ, "HUB_PORT": str(self.port), "HUB_DATA": str(self.data), **self.environ},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def said(self) -> str:
        """The end of its log."""
        return tail(self.log)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        code = stop(self.process, how=how, timeout_s=15)
        self.process = None
        return code


@contextmanager
def hub_process(config: Path, data: Path, **environ: str) -> Iterator[HubProcess]:
    """A running hub; it is killed at the end if it still lives."""
    hub = HubProcess(config=config, data=data, environ=environ)
    try:
        hub.start()
        yield hub
    finally:
        hub.kill()
