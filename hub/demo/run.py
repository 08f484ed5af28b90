"""Runs the whole demo: carrier, mail, hub, play page, sample data, simulated customers and agents."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random

import aiohttp

from hub.demo.agents import SimulatedAgent
from hub.demo.api import Api, ApiError
from hub.demo.carrier import Carrier, Settings
from hub.demo.customers import World
from hub.demo.hub_process import HubFailedError, hub_process
from hub.demo.mail import post_office
from hub.demo.people import SIMULATED
from hub.demo.places import OUR_NUMBER, Places
from hub.demo.playing import Play, play_page
from hub.demo.registry import Registry
from hub.demo.samples import fill
from hub.demo.screen import Screen
from hub.demo.staff import SIMULATED_AGENTS
from hub.demo.tasks import Tasks
from hub.demo.traffic import Traffic

TOKEN_FILE = "api-token"


@dataclass(frozen=True, kw_only=True)
class Options:
    """How the demo runs. `make_token` asks the running hub for one; `pace` below 1 makes simulated people hastier."""

    places: Places
    make_token: Callable[[], Awaitable[str]]
    pace: float = 1.0
    seed: int | None = None


async def run(options: Options) -> int:
    """Run until Ctrl-C; the exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    _log_to_file(options.places)
    screen = Screen()
    demo = asyncio.create_task(_demo(options, screen), name="demo")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    await asyncio.wait({demo, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    demo.cancel()
    ended = (await asyncio.gather(demo, return_exceptions=True))[0]
    if isinstance(ended, HubFailedError | ApiError | OSError):
        screen.problem(str(ended))
        return 1
    if isinstance(ended, Exception):
        raise ended
    return 0


async def _demo(options: Options, screen: Screen) -> None:
    places, dice = options.places, Random(options.seed)
    registry = Registry(SIMULATED)
    async with AsyncExitStack() as stack:
        screen.step("starting the local carrier and the mail server")
        carrier = await stack.enter_async_context(_carrier(places))
        office = await stack.enter_async_context(post_office(places))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await stack.enter_async_context(play_page(Play(places, office, registry), places.play_port))
        screen.step("starting the hub")
        process = await stack.enter_async_context(hub_process(places))
        await process.until_ready(session)
        token = await _token(options)
        api = await stack.enter_async_context(Api(places.hub, token=token))
        screen.step("filling in sample customers")
        await fill(api)
        tasks = Tasks()
        stack.push_async_callback(tasks.close)
        _employ(places, carrier, tasks, dice, options.pace)
        world = World(
            places=places,
            carrier=carrier,
            office=office,
            session=session,
            registry=registry,
            tasks=Tasks(),
            dice=dice,
            pace=options.pace,
        )
        stack.push_async_callback(world.tasks.close)
        tasks.start(Traffic(world, api).run(), "customers")
        screen.ready(places, token)
        await process.until_ended()


@asynccontextmanager
async def _carrier(places: Places) -> AsyncIterator[Carrier]:
    """The telephone company, from which the hub rents one number."""
    async with Carrier(Settings(port=places.carrier_port, control_origins=_origins(places))) as carrier:
        carrier.add_number(
            OUR_NUMBER,
            friendly_name="Harbour Cycles",
            voice_url=f"{places.hub}/hooks/line",
            voice_fallback_url=f"{places.hub}/hooks/line/fallback",
            status_callback=f"{places.hub}/hooks/line/status",
            sms_url=f"{places.hub}/hooks/texts",
        )
        yield carrier


def _origins(places: Places) -> frozenset[str]:
    return frozenset({places.play, f"http://localhost:{places.play_port}"})


def _employ(places: Places, carrier: Carrier, tasks: Tasks, dice: Random, pace: float) -> None:
    for member in SIMULATED_AGENTS:
        agent = SimulatedAgent(member=member, url=places.hub, carrier=carrier, dice=dice, pace=pace)
        tasks.start(agent.run(), member.login)


async def _token(options: Options) -> str:
    """The token of an earlier start, if the hub still knows it, else a new one; readable by its owner alone."""
    places = options.places
    file = places.data / TOKEN_FILE
    if file.exists() and await _is_known(places, known := file.read_text().strip()):
        return known
    token = await options.make_token()
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(f"{token}\n")
    return token


async def _is_known(places: Places, token: str) -> bool:
    async with Api(places.hub, token=token) as api:
        try:
            await api.get("/users")
        except ApiError as error:
            if error.status in {401, 403}:
                return False
            raise
    return True


def _log_to_file(places: Places) -> None:
    places.data.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(places.data / "demo.log", mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=os.environ.get("HUB_DEMO_LOG", "WARNING").upper(), handlers=[handler])
