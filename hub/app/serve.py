"""Serves a hub until it is told to stop: starts the parts in order, takes them down in the opposite one."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator
from functools import partial

import aiohttp
from aiohttp import web

from hub.app.keeping import Keeper
from hub.app.lines import channel_event, note_event
from hub.app.parts import Parts, build_parts
from hub.app.recurring import schedule
from hub.clock import SystemClock
from hub.commands import commands
from hub.config import Config
from hub.control import control_socket
from hub.errors import BusyError, Problem, StartUpError
from hub.ports.channels import ListeningChannel
from hub.ports.database import Database
from hub.security.passwords import Argon2Passwords
from hub.services.assignment import collector
from hub.services.channel_book import ChannelState
from hub.storage.engine import open_database
from hub.web.app import build_app, stop_taking

_log = logging.getLogger(__name__)
_SHUTDOWN_S = 8.0
_HTTP_LIMIT = 100


async def serve(config: Config, *, ready: asyncio.Event | None = None) -> None:
    """Run until SIGTERM or SIGINT; `ready` is set when contacts can be taken."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(config):
        _log.info("serving", extra={"url": config.settings.server.base_url})
        if ready is not None:
            ready.set()
        await stop.wait()
        _log.info("stopping")


@contextlib.asynccontextmanager
async def running(config: Config) -> AsyncIterator[Parts]:
    """Run a hub while the block runs."""
    database = await open_database(config.database_url, SystemClock())
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=_HTTP_LIMIT)) as http:
            parts = build_parts(config, database, http)
            known = commands(config, database=database, passwords=Argon2Passwords(), clock=parts.clock)
            async with control_socket(config.data, known), _working(parts), _answering(parts):
                parts.readiness.started = True
                yield parts
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def _working(parts: Parts) -> AsyncIterator[None]:
    """Run what nobody asks for: routing, sending, listening, the clock."""
    keeper = Keeper()
    scheduler = schedule(parts)
    parts.channels.watch(partial(_announce, parts, set()))
    parts.assignment.start()
    keeper.keep("pump", parts.pump.run)
    keeper.keep("webhooks", parts.webhooks.run)
    keeper.keep("promises", parts.promises.run)
    keeper.keep("due work", parts.due_work.run)
    for name, channel in parts.channels.all().items():
        if isinstance(channel, ListeningChannel):
            keeper.keep(f"channel {name}", channel.listen)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.stop()
        await keeper.stop()
        await parts.intake.close()
        await parts.assignment.stop()
        for channel in parts.channels.all().values():
            await channel.close()


@contextlib.asynccontextmanager
async def _answering(parts: Parts) -> AsyncIterator[None]:
    """Answer HTTP; on the way out become unready, then close what is open."""
    app = build_app(parts.web)
    server = parts.config.settings.server
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_S, handle_signals=False)
    await runner.setup()
    await _listen(runner, server.host, server.port)
    try:
        yield
    finally:
        stop_taking(app)
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port, reuse_address=True).start()
    except OSError as error:
        await runner.cleanup()
        message = f"cannot listen on {host}:{port}: {os.strerror(error.errno or 0)}; stop who does, or set HUB_PORT"
        raise StartUpError([Problem(field="server.port", message=message)]) from error


def _announce(parts: Parts, tasks: set[asyncio.Task[None]], name: str, state: ChannelState) -> None:
    """Tell the desks that a channel's connection changed; the state itself is kept in memory."""
    event = channel_event(parts.channels, parts.clock, name, state)

    async def write(database: Database) -> None:
        with contextlib.suppress(BusyError):
            await database.write(partial(note_event, event=event))

    task = asyncio.get_running_loop().create_task(write(parts.database))
    tasks.add(task)
    task.add_done_callback(tasks.discard)


def run(config: Config) -> None:
    """Serve with uvloop; the entry point of `hub serve`."""
    import uvloop  # noqa: PLC0415 - only a serving process needs it

    collector.collect_in_small_steps()
    uvloop.run(serve(config))
