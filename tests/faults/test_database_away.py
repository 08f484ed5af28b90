"""The database goes away for seconds: callers hear an apology, and afterwards the log has everything once."""

import asyncio
import contextlib
import http
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp
import aiosmtplib
import pytest

from hub.demo.carrier import Action, Fault
from hub.demo.carrier.lines import Sound
from hub.domain.deliveries import DeliveryState
from hub.domain.interactions import Interaction
from hub.domain.messages import Author, AuthorType, Message, MessageKind
from hub.domain.users import Role
from hub.domain.work import Offer, OfferState
from hub.errors import BusyError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.security.passwords import Argon2Passwords
from hub.services.access.accounts import Accounts
from hub.services.conversations.outgoing import Draft
from hub.services.conversations.replies import reply
from tests.support.children import free_port
from tests.support.postgres import PostgresServer
from tests.support.proxy import Proxy, running_proxy
from tests.support.whole_hub import LINE, WholeHub, whole_hub

MAILBOX = "service@hub.example"
QUIET, TALKER, LATE, WAITING = (f"+1212555070{number}" for number in range(4))
_POLL_S = 0.05


@dataclass
class House:
    """A hub whose database is reached through a wire that can be cut."""

    hub: WholeHub
    wire: Proxy
    mail_port: int
    http: aiohttp.ClientSession
    texts: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)

    async def text(self) -> None:
        """Another customer texts."""
        number = len(self.texts)
        self.texts.append(f"is anybody there? {number}")
        self.senders.append(f"+1212555{number + 800:04d}")
        self.hub.carrier.phone(self.senders[-1]).send_sms(LINE, self.texts[-1])

    async def texting(self, seconds: float) -> None:
        """A text every quarter of a second."""
        for _ in range(int(seconds * 4)):
            await self.text()
            await asyncio.sleep(0.25)

    async def answer(self, interaction_id: str, body: str) -> Message:
        """Anna answers."""
        parts, agent = self.hub.parts, self.hub.agents["Anna"]
        draft = Draft(text=body, author=Author(type=AuthorType.AGENT, name=agent.name))
        message: Message = await parts.database.write(
            lambda tx: reply(
                tx, interaction_id, draft, agent_id=agent.id, channels=parts.channels, now=parts.clock.now()
            )
        )
        parts.pump.wake()
        return message

    async def mail(self, name: str) -> int:
        """Send a mail; return the listener's code."""
        head = f"From: c@mail.example\r\nTo: {MAILBOX}\r\nSubject: {name}\r\nMessage-ID: <{name}@mail.example>"
        try:
            await aiosmtplib.send(
                f"{head}\r\n\r\nHello\r\n".encode(),
                sender="c@mail.example",
                recipients=[MAILBOX],
                hostname="127.0.0.1",
                port=self.mail_port,
                start_tls=False,
            )
        except aiosmtplib.SMTPResponseException as refused:
            return refused.code
        return 250

    async def look_for_what_was_missed(self) -> None:
        """Do now what the hub's clock does every 20 seconds."""
        await self.hub.carrier.idle()
        for channel in ("texts", "line"):
            await self.hub.parts.channels.get(channel).reconcile()  # type: ignore[attr-defined]

    async def readiness(self) -> int:
        """Ask /readyz."""
        async with self.http.get(f"{self.hub.url}/readyz") as answer:
            return answer.status

    async def delivery_state(self, message: Message) -> DeliveryState | None:
        """How far our text got, as the desk shows it."""
        now = await self.hub.parts.database.read(lambda tx: tx.messages.get(message.id))
        return now.delivery.state if now and now.delivery else None

    async def sending(self) -> list[str | None]:
        """The messages that are with the carrier now."""
        found = await self.hub.parts.database.read(lambda tx: tx.deliveries.page(after=None, limit=9, state="sending"))
        return [each.message_id for each in found]

    async def stored_texts(self) -> list[str]:
        """The customers' texts in the log."""

        def read(tx: Tx) -> list[str]:
            texts = tx.interactions.page(InteractionFilter(kind="sms"), after=None, limit=200)
            return sorted(entry.text for each in texts for entry in tx.messages.of_interaction(each.id))

        return await self.hub.parts.database.read(read)

    async def calls(self, number: str) -> list[Interaction]:
        """A customer's calls in the log."""
        return [each for each in await self.hub.interactions(kind="phone") if each.address == number]

    async def call_states(self, number: str) -> list[str]:
        """How a customer's calls stand."""
        return [each.state.value for each in await self.calls(number)]

    async def entries(self, number: str) -> list[Message]:
        """What a customer's call left."""
        [call] = await self.calls(number)
        return await self.hub.messages(call.id)

    async def everything_is_offered_once(self) -> None:
        """No work item has two offers in one epoch, nor two that count at once."""

        def read(tx: Tx) -> list[Offer]:
            log = tx.interactions.page(InteractionFilter(), after=None, limit=200)
            return [offer for each in log for offer in tx.offers.of_interaction(each.id)]

        offers = await self.hub.parts.database.read(read)
        live = [each for each in offers if each.state in (OfferState.PENDING, OfferState.ACCEPTED)]
        assert max(Counter((each.work_item_id, each.epoch) for each in offers).values()) == 1
        assert max(Counter(each.work_item_id for each in live).values()) == 1


@pytest.fixture
async def house(tmp_path: Path, postgres_url: str, postgres_server: PostgresServer) -> AsyncIterator[House]:
    mail_port = free_port()
    mail = {"kind": "email", "address": MAILBOX, "listener": {"port": mail_port}}
    async with running_proxy("127.0.0.1", postgres_server.port) as wire, aiohttp.ClientSession() as session:
        url = postgres_url.replace(f":{postgres_server.port}/", f":{wire.port}/")
        async with whole_hub(tmp_path, database_url=url, channels={"mail": mail}) as hub:
            yield House(hub=hub, wire=wire, mail_port=mail_port, http=session)
            wire.resume()  # a hub can stop only with an answer or an error


async def test_three_seconds_without_the_database(house: House) -> None:
    async with desk(house) as shown:
        await outage(house, seconds=3)
        await house.look_for_what_was_missed()
        house.hub.carrier.phone(LATE).hang_up()  # a call that was still up when it was found
        await house.look_for_what_was_missed()
        await everything_is_there(house, shown)


@pytest.mark.soak
async def test_ten_seconds_without_the_database(house: House) -> None:
    async with desk(house) as shown:
        await outage(house, seconds=10)
        house.hub.carrier.phone(LATE).hang_up()
        await everything_is_there(house, shown)  # the hub's own clock looks for what was missed


async def test_an_answer_that_left_while_the_database_went_is_known_afterwards_and_sent_once(house: House) -> None:
    hub = house.hub
    await hub.ready("Anna")
    await house.text()
    offer = await hub.accept("Anna")
    hub.carrier.faults.add("Messages.create", Fault(action=Action.DELAY, seconds=20))  # one second at speed 20
    message = await house.answer(offer.interaction_id, "We are here")
    await until(house.sending, [message.id])
    house.wire.cut()
    customer = hub.carrier.phone(house.senders[0])
    await customer.until_text("We are here")
    await hub.carrier.idle()  # the callbacks found nobody
    house.wire.restore()
    await until(house.readiness, http.HTTPStatus.OK)
    await house.look_for_what_was_missed()
    await until(lambda: house.delivery_state(message), DeliveryState.DELIVERED)
    assert [each.body for each in customer.inbox] == ["We are here"]


async def test_a_database_that_says_nothing_leaves_nobody_in_silence(house: House) -> None:
    hub, waiting = house.hub, house.hub.carrier.phone(WAITING)
    waiting.place_call(LINE)
    await waiting.until_hears("music.wav")
    house.wire.stall()
    callers = [hub.carrier.phone(each) for each in (QUIET, LATE)]
    for caller in callers:
        caller.place_call(LINE)
    assert await house.readiness() == http.HTTPStatus.SERVICE_UNAVAILABLE
    before = len(waiting.hear())
    for caller in callers:
        await caller.until_hears("We are sorry", seconds=14)  # Twilio waits 15 seconds for an answer
        caller.hang_up()
    await until(lambda: asyncio.sleep(0, len(waiting.hear()) > before), expected=True)
    house.wire.resume()
    await until(house.readiness, http.HTTPStatus.OK)
    await house.look_for_what_was_missed()
    for number in (QUIET, LATE):
        await until(partial(house.call_states, number), ["abandoned"])
    await hub.ready("Anna")
    offer = await hub.accept("Anna")
    assert offer.interaction_id == (await house.calls(WAITING))[0].id


async def outage(house: House, *, seconds: float) -> None:
    """Cut the wire while customers come on all channels; return when it is mended and the hub is ready again."""
    hub = house.hub
    waiting, late = hub.carrier.phone(WAITING), hub.carrier.phone(LATE)
    waiting.place_call(LINE)
    await waiting.until_hears("music.wav")
    house.wire.cut()
    async with asyncio.TaskGroup() as customers:
        customers.create_task(house.texting(seconds))
        customers.create_task(leave_a_message(hub, TALKER, "call me back about order 1183"))
        customers.create_task(hang_up_on_the_apology(hub, QUIET))
    assert await house.readiness() == http.HTTPStatus.SERVICE_UNAVAILABLE
    assert await house.mail("put-off") == 451
    late.place_call(LINE)
    await late.until_hears("We are sorry")
    house.wire.restore()
    await until(house.readiness, http.HTTPStatus.OK)


async def everything_is_there(house: House, shown: list[str]) -> None:
    """Every contact is in the log once, on the desk once, and goes to the agent once; nobody stands in silence."""
    hub = house.hub
    assert await house.mail("put-off") == 250
    await until(house.stored_texts, sorted(house.texts))
    await until(lambda: house.call_states(QUIET), ["abandoned"])
    await until(lambda: house.call_states(LATE), ["abandoned"])
    await until(lambda: house.call_states(TALKER), ["waiting"])
    assert [each.kind for each in await house.entries(TALKER)][-1] is MessageKind.VOICEMAIL
    assert await house.call_states(WAITING) == ["waiting"]
    waiting = hub.carrier.phone(WAITING)
    before = len(waiting.hear())
    await until(lambda: asyncio.sleep(0, len(waiting.hear()) > before), expected=True)
    await until(lambda: asyncio.sleep(0, sorted(shown)), sorted(house.texts))
    await hub.ready("Anna")
    offer = await hub.accept("Anna")
    assert offer.interaction_id == (await house.calls(WAITING))[0].id
    await house.everything_is_offered_once()


async def leave_a_message(hub: WholeHub, number: str, words: str) -> None:
    """Wait for the tone, speak, press the key."""
    phone = hub.carrier.phone(number)
    phone.place_call(LINE)
    await phone.until_hears("leave a message")
    await until(lambda: asyncio.sleep(0, any(each.sound is Sound.BEEP for each in phone.hear())), expected=True)
    phone.say(words)
    phone.press("#")
    await phone.until_hears("Goodbye")
    await phone.until_ended()


async def hang_up_on_the_apology(hub: WholeHub, number: str) -> None:
    """Leave no message."""
    phone = hub.carrier.phone(number)
    phone.place_call(LINE)
    await phone.until_hears("We are sorry")
    phone.hang_up()


@contextlib.asynccontextmanager
async def desk(house: House) -> AsyncIterator[list[str]]:
    """A desk that comes again whenever it is cut off; collects the customers' texts as it is shown them."""
    parts = house.hub.parts
    accounts = Accounts(
        database=parts.database, passwords=Argon2Passwords(), clock=parts.clock, routing_domain="default"
    )
    token = await accounts.add_token("desk", frozenset({Role.SUPERVISOR}), actor="test")
    shown: list[str] = []
    opened = asyncio.Event()
    watching = asyncio.create_task(_watch(house, token.secret, shown, opened))
    await asyncio.wait_for(opened.wait(), 10)
    yield shown
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching


async def _watch(house: House, secret: str, shown: list[str], opened: asyncio.Event) -> None:
    after = ""
    while True:
        headers = {"Authorization": f"Bearer {secret}"}
        with contextlib.suppress(aiohttp.ClientError):
            async with house.http.ws_connect(f"{house.hub.url}/ws/desk{after}", headers=headers) as socket:
                async for frame in socket:
                    told = frame.json()
                    assert told["type"] in ("hello", "event", "ping")
                    opened.set()
                    after = f"?after={told['seq']}" if told.get("seq") else after
                    if told.get("event") == "message.created" and told["data"]["kind"] == "text":
                        shown.append(told["data"]["text"])
        await asyncio.sleep(_POLL_S)


async def until(find: Callable[[], Awaitable[object]], expected: object, within_s: float = 30) -> None:
    """Ask until the answer is as expected; a database that is still away is no answer."""
    found: object = None
    try:
        async with asyncio.timeout(within_s):
            while found != expected:
                await asyncio.sleep(_POLL_S)
                with contextlib.suppress(BusyError):
                    found = await find()
    except TimeoutError:
        raise AssertionError(f"expected {expected}, and it stayed {found}") from None
