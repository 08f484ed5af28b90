"""The local carrier: starts, stops and ties its parts together."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from hub.demo.carrier.control import Control
from hub.demo.carrier.faults import Faults
from hub.demo.carrier.hearing import Hearing, hearing
from hub.demo.carrier.ids import Sids
from hub.demo.carrier.lines import Line
from hub.demo.carrier.messages import Messages
from hub.demo.carrier.network import Network
from hub.demo.carrier.numbers import FIELDS, Number
from hub.demo.carrier.phones import Media, Phone, Phones, Text
from hub.demo.carrier.rest import Operation, Rest
from hub.demo.carrier.rest_calls import CallResources
from hub.demo.carrier.rest_conferences import ConferenceResources
from hub.demo.carrier.rest_messages import MessageResources
from hub.demo.carrier.rest_numbers import NumberResources
from hub.demo.carrier.rest_queues import QueueResources
from hub.demo.carrier.rest_recordings import RecordingResources
from hub.demo.carrier.switch import Switch
from hub.demo.carrier.timing import Timing
from hub.demo.carrier.webhooks import Sent, Webhooks

ACCOUNT_SID = "AC" + "0" * 31 + "1"
AUTH_TOKEN = "carrier-auth-token"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the carrier is set up. `speed` 20 makes every wait of the telephone network 20 times shorter."""

    account_sid: str = ACCOUNT_SID
    auth_token: str = AUTH_TOKEN
    host: str = "127.0.0.1"
    port: int = 0
    speed: float = 1.0
    seed: int = 0
    concurrency: int = 100
    control_origins: frozenset[str] = frozenset()


class Carrier:
    """A telephone company with one account. Use it as `async with Carrier(Settings(speed=20)) as carrier`."""

    net: Network
    rest: Rest
    messages: Messages
    switch: Switch

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.faults = Faults(seed=self.settings.seed)
        self.base_url = ""
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Bind the port; afterwards `base_url` is what `client.api.base_url` must be."""
        settings = self.settings
        self._session = aiohttp.ClientSession(auto_decompress=True, connector=aiohttp.TCPConnector(limit=0))
        timing, sids = Timing(settings.speed), Sids(settings.seed)
        webhooks = Webhooks(self._session, settings.auth_token, settings.account_sid, self.faults, timing, sids)
        phones = Phones(self)
        self.net = Network(settings.account_sid, settings.auth_token, "", timing, sids, self.faults, webhooks, phones)
        self.messages = Messages(self.net)
        self.switch = Switch(self.net)
        self._control = Control(phones, self._rented, settings.control_origins)
        self.rest = Rest(self.net, settings.concurrency)
        try:
            await self._listen()
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Hang up, stop sending, close the port."""
        await self._control.close()
        await self.switch.close()
        await self.messages.close()
        await self.net.webhooks.close()
        if self._runner:
            await self._runner.cleanup()
        if self._session:
            await self._session.close()

    def operations(self) -> list[Operation]:
        """All REST operations."""
        return [
            *MessageResources(self.messages).operations(),
            *NumberResources(self.net).operations(),
            *CallResources(self.switch).operations(),
            *ConferenceResources(self.switch).operations(),
            *RecordingResources(self.switch).operations(),
            *QueueResources(self.switch).operations(),
        ]

    async def _listen(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        self.rest.add_to(app, self.operations())
        app.router.add_get("/media/{sid}/{media}", MessageResources(self.messages).serve_media)
        self._control.add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.settings.host, self.settings.port)
        await site.start()
        port = self._runner.addresses[0][1]
        self.base_url = self.net.base_url = self._control.own_origin = f"http://{self.settings.host}:{port}"

    # --- numbers and phones ---

    def add_number(self, phone_number: str, *, messaging_service_sid: str = "", **urls: str) -> Number:
        """Rent a number; `urls` are `sms_url`, `voice_url`, `status_callback` and the other fields of the resource."""
        unknown = set(urls) - set(FIELDS.values())
        if unknown:
            raise ValueError(
                f"add_number: {', '.join(sorted(unknown))} is unknown; known are {', '.join(FIELDS.values())}"
            )
        now = self.net.timing.now()
        number = Number(
            sid=self.net.sids.new("PN"),
            phone_number=phone_number,
            created=now,
            updated=now,
            messaging_service_sid=messaging_service_sid,
        )
        for name, url in urls.items():
            setattr(number, name, url)
        self.net.numbers[phone_number] = number
        return number

    def phone(self, number: str) -> Phone:
        """The subscriber with this number (`+1...` or `client:name`)."""
        return self.net.phones.get(number)

    def conference(self, name: str) -> dict[str, Hearing]:
        """Who is in the running conference, by phone, and what each of them hears."""
        room = self.switch.rooms.running(name)
        return {one.call.line.phone: hearing(room, one) for one in room.people.values()} if room else {}

    def _rented(self) -> list[dict[str, str]]:
        return [
            {"number": number.phone_number, "name": number.friendly_name, "voice": str(bool(number.voice_url))}
            for number in self.net.numbers.values()
        ]

    @property
    def sent(self) -> deque[Sent]:
        """The latest attempts to send a webhook, oldest first."""
        return self.net.webhooks.sent

    async def idle(self) -> None:
        """Wait until no callback is under way."""
        await self.net.webhooks.idle()

    # --- what phones ask for ---

    def place_call(self, phone: Phone, to: str) -> Line:
        """A subscriber dials."""
        return self.switch.inbound(phone, to)

    def send_text(self, phone: Phone, to: str, body: str, media: Sequence[Media]) -> Text:
        """A subscriber texts."""
        return self.messages.receive(phone, to, body, media)
