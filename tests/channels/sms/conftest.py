"""A text channel behind a real HTTP server, connected to the local carrier."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web

from hub.channels.sms import KIND
from hub.channels.sms.channel import SmsChannel
from hub.clock import SystemClock
from hub.demo.carrier import Carrier, Media
from hub.demo.carrier.carrier import Settings
from hub.errors import BusyError, InboundRejectedError
from hub.ports.channels import ChannelContext, LinkState, WebhookRequest
from tests.support.host import RecordingHost

OURS = "+15550001000"
CUSTOMER = "+15550002000"


def ignore_state(state: LinkState, detail: str = "") -> None:
    """The state of the connection is not looked at here."""


class NoBlobs:
    """Channels get a blob store; texts do not use it."""


@dataclass
class Line:
    """A text channel behind a real HTTP server, connected to a carrier."""

    carrier: Carrier
    channel: SmsChannel
    host: RecordingHost
    url: str

    def text(self, body: str, media: Sequence[Media] = ()) -> None:
        self.carrier.phone(CUSTOMER).send_sms(OURS, body, media=media)


@pytest.fixture
async def carrier() -> AsyncIterator[Carrier]:
    async with Carrier(Settings(speed=20)) as carrier:
        yield carrier


@pytest.fixture
async def line(carrier: Carrier) -> AsyncIterator[Line]:
    host = RecordingHost()
    channels: list[SmsChannel] = []

    async def hook(request: web.Request) -> web.Response:
        asked = WebhookRequest(
            method=request.method,
            raw_target=request.raw_path,
            subpath=request.match_info["rest"].strip("/"),
            headers=dict(request.headers),
            body=await request.read(),
        )
        try:
            reply = await channels[0].receive(asked)
        except InboundRejectedError as error:
            return web.Response(status=error.status, text=str(error))
        except BusyError:
            return web.Response(status=503)
        return web.Response(status=reply.status, body=reply.body, content_type=reply.content_type)

    app = web.Application()
    app.router.add_route("*", "/hooks/texts{rest:.*}", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession() as session:
        settings = KIND.settings.model_validate(
            {
                "account_sid": carrier.settings.account_sid,
                "auth_token": carrier.settings.auth_token,
                "number": OURS,
                "region": "US",
                "api_url": carrier.base_url,
                "timeout_s": 2,
            }
        )
        context = ChannelContext(
            name="texts",
            host=host,
            clock=SystemClock(),
            blobs=NoBlobs(),  # type: ignore[arg-type]
            http=session,
            public_url=url,
            secret=b"secret",
            state=ignore_state,
        )
        channel = KIND.build(settings, context)  # type: ignore[arg-type]
        assert isinstance(channel, SmsChannel)
        channels.append(channel)
        carrier.add_number(OURS, sms_url=f"{url}/hooks/texts")
        yield Line(carrier=carrier, channel=channel, host=host, url=url)
    await runner.cleanup()
