"""Tries what is configured without contacting anybody: the database and every channel."""

import asyncio
from collections.abc import Sequence

import aiohttp

from hub.app.lines import build_channels
from hub.blobs.folder import FolderBlobs
from hub.clock import SystemClock
from hub.config import Config, installation_secret
from hub.control import is_served
from hub.errors import BusyError, HubError
from hub.ports.channels import CallRef, CallStep, Channel, CheckResult, DeliveryStatus, Inbound, Outcome
from hub.storage.engine import open_database

TIMEOUT_S = 30.0


class DeafHost:
    """Takes nothing: a check must not store what happens to come in meanwhile, so that it comes again later."""

    async def deliver(self, inbound: Inbound) -> Outcome:
        raise BusyError("this is only a check")

    async def report(self, status: DeliveryStatus) -> None:
        raise BusyError("this is only a check")

    async def next_step(self, call: CallRef) -> CallStep:
        raise BusyError("this is only a check")

    async def bookmark(self, channel: str, name: str) -> str | None:
        return None


async def check_live(config: Config) -> Sequence[CheckResult]:
    """Try the database, then all channels at once; nothing raises, what failed says why."""
    async with aiohttp.ClientSession() as http:
        clock = SystemClock()
        channels = build_channels(
            config,
            host=DeafHost(),
            blobs=FolderBlobs(config.data / "blobs"),
            clock=clock,
            http=http,
            secret=installation_secret(config),
        ).all()
        tried = await asyncio.gather(_database(config), *(_try(channel) for channel in channels.values()))
        for channel in channels.values():
            await channel.close()
    return [result for results in tried for result in results]


async def _database(config: Config) -> list[CheckResult]:
    if not config.settings.database.is_postgresql and await is_served(config.data):
        return [CheckResult(name="database", ok=True, detail="in use by the running hub")]
    try:
        database = await open_database(config.database_url, SystemClock())
    except HubError as error:
        return [CheckResult(name="database", ok=False, detail=str(error))]
    try:
        await database.ping()
    except HubError as error:
        return [CheckResult(name="database", ok=False, detail=str(error))]
    finally:
        await database.close()
    return [CheckResult(name="database", ok=True)]


async def _try(channel: Channel) -> list[CheckResult]:
    try:
        async with asyncio.timeout(TIMEOUT_S):
            return await channel.check()
    except TimeoutError:
        return [CheckResult(name=channel.name, ok=False, detail=f"no answer within {TIMEOUT_S:.0f} s")]
    except Exception as error:  # noqa: BLE001  (a third party's kind may raise anything; the others are still tried)
        return [CheckResult(name=channel.name, ok=False, detail=f"{type(error).__name__}: {error}")]
