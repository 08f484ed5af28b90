"""`hub demo`: a hub with simulated customers on this machine alone; the only place that knows the hub and the demo."""

import asyncio
import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from hub.cli.people import actor
from hub.config import load_config
from hub.control import call
from hub.demo.places import choose_places, is_free
from hub.demo.run import Options, run
from hub.domain.users import Role
from hub.errors import Problem, StartUpError

DEMO_CONFIG = Path("configs/demo.toml")


def demo(
    config: Annotated[Path, typer.Option("--config", metavar="FILE", help="The demo's configuration.")] = DEMO_CONFIG,
    pace: Annotated[float, typer.Option(min=0.05, max=10, help="Below 1 makes the simulated people hastier.")] = 1.0,
) -> None:
    """Run a hub with sample customers who call, text, mail and chat; Ctrl-C stops everything."""
    places = choose_places(config.resolve())
    loaded = load_config(places.config, environ={**os.environ, **places.environment()})
    if not loaded.settings.demo:
        raise StartUpError([Problem(field="demo", message=f"must be true in {config}: its passwords are public")])
    if not is_free(places.hub_port):
        text = f"port {places.hub_port} is taken, perhaps by another hub; choose one with HUB_PORT=9000 hub demo"
        raise StartUpError([Problem(field="HUB_PORT", message=text)])
    raise typer.Exit(asyncio.run(run(Options(places=places, make_token=partial(_token, places.data), pace=pace))))


async def _token(data: Path) -> str:
    """Let the running hub make a token, as `hub token add` does."""
    roles = [Role.ADMIN.value, Role.SUPERVISOR.value]
    made = await call(data, "token.add", {"name": "demo", "roles": roles, "actor": actor()})
    return str(made["secret"])
