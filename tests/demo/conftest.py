"""What the carrier's tests share: a carrier, a peer that answers its webhooks, and the real SDK."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from twilio.rest import Client

from hub.demo.carrier import Carrier, Settings
from hub.demo.carrier.carrier import ACCOUNT_SID, AUTH_TOKEN
from tests.demo.peer import OURS, Peer, Run


@pytest.fixture
async def carrier() -> AsyncIterator[Carrier]:
    async with Carrier(Settings(speed=50)) as running:
        yield running


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    peer = Peer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", peer.handle)
    async with TestServer(app) as server:
        peer.url = str(server.make_url("")).rstrip("/")
        yield peer
    assert peer.forged == []


@pytest.fixture
def ours(carrier: Carrier, peer: Peer) -> str:
    """A number of ours for calls; where another kind is needed, the module has its own."""
    carrier.add_number(
        OURS,
        voice_url=f"{peer.url}/voice",
        voice_fallback_url=f"{peer.url}/fallback",
        status_callback=f"{peer.url}/ended",
    )
    return OURS


@pytest.fixture
def client(carrier: Carrier) -> Client:
    client = Client(ACCOUNT_SID, AUTH_TOKEN)
    client.api.base_url = carrier.base_url
    return client


@pytest.fixture
def run() -> Run:
    """Run one blocking SDK call in a thread."""
    return asyncio.to_thread
