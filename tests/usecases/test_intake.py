"""What becomes of inbound messages: whose they are, which conversation they continue, and what makes no work."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.blobs.folder import FolderBlobs
from hub.clock import SystemClock
from hub.domain.customers import ContactPointState
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.messages import MessageKind
from hub.domain.queues import Queue
from hub.ports.channels import Automatic, Inbound, InboundFile, Outcome, OutcomeKind, RawPayload, ThreadHints
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.intake.entry import EntryDesk
from hub.services.intake.intake import Intake

OURS = "+14155550100"


class Log:
    """Intake with a queue, and a look at what it wrote."""

    def __init__(self, database: Database, folder: Path) -> None:
        clock = SystemClock()
        self.database = database
        self.woken: list[Outcome] = []
        self.intake = Intake(
            database=database,
            blobs=FolderBlobs(folder),
            clock=clock,
            desk=EntryDesk(database, clock),
            on_stored=self.woken.append,
        )

    async def text(self, text: str, sender: str = "+12125550123", **more: Any) -> Outcome:
        return await self.take(
            kind=InteractionKind.SMS, channel="texts", sender=sender, sender_kind="phone", text=text, **more
        )

    async def mail(self, text: str, sender: str = "anna@example.com", message_id: str = "", **more: Any) -> Outcome:
        thread = more.pop("thread", ThreadHints())
        return await self.take(
            kind=InteractionKind.EMAIL,
            channel="mail",
            message_kind=MessageKind.EMAIL,
            sender=sender,
            sender_kind="email",
            text=text,
            our_address="service@hub.example",
            thread=replace(thread, message_id=message_id or f"{new_id()}@example.com"),
            **more,
        )

    async def take(self, **given: Any) -> Outcome:
        defaults = {"provider_id": new_id(), "our_address": OURS, "region": "US", "received_at": datetime.now(UTC)}
        return await self.intake.deliver(Inbound(**{**defaults, **given}))

    async def interaction(self, outcome: Outcome) -> Interaction:
        found = await self.database.read(lambda tx: tx.interactions.get(outcome.interaction_id or ""))
        assert found is not None
        return found

    async def all(self) -> list[Interaction]:
        return list(
            await self.database.read(lambda tx: tx.interactions.page(InteractionFilter(), after=None, limit=100))
        )

    async def has_work(self, outcome: Outcome) -> bool:
        return await self.database.read(lambda tx: tx.work_items.live_of(outcome.interaction_id or "")) is not None

    async def customers(self) -> int:
        return len(await self.database.read(lambda tx: tx.customers.page(after=None, limit=100)))


@pytest.fixture
async def log(database: Database, tmp_path: Path) -> Log:
    now = datetime.now(UTC)
    await database.write(lambda tx: tx.queues.add(Queue(id=new_id(), name="Support", created_at=now, updated_at=now)))
    return Log(database, tmp_path / "blobs")


@pytest.mark.parametrize("sender", ["anonymous", "+266696687", "", "Restricted"])
async def test_a_withheld_number_makes_no_customer_but_work(log: Log, sender: str) -> None:
    outcome = await log.text("who am I?", sender)
    assert (await log.interaction(outcome)).customer_id is None
    assert await log.has_work(outcome)
    assert await log.customers() == 0


@pytest.mark.parametrize("sender", ["68849", "MyBank", "10690000"])
async def test_short_codes_and_names_are_taken(log: Log, sender: str) -> None:
    first, second = await log.text("your code is 1", sender), await log.text("your code is 2", sender)
    assert first.interaction_id == second.interaction_id
    assert second.seq == 2


async def test_a_shared_number_identifies_nobody(log: Log) -> None:
    outcome = await log.text("hello")

    def share(tx: Tx) -> None:
        [customer] = tx.customers.by_address("phone", "+12125550123")
        point = replace(customer.contact_points[0], state=ContactPointState.SHARED, identifies=False)
        tx.customers.update_contact_point(point)

    await log.database.write(share)
    other = await log.text("hello from a colleague", our_address="+14155550199")
    assert (await log.interaction(other)).customer_id is None
    assert await log.customers() == 1
    assert (await log.interaction(outcome)).customer_id is not None


async def test_a_blocked_sender_is_logged_and_makes_no_work(log: Log) -> None:
    await log.text("hello")

    def block(tx: Tx) -> None:
        [customer] = tx.customers.by_address("phone", "+12125550123")
        tx.customers.update_contact_point(replace(customer.contact_points[0], state=ContactPointState.BLOCKED))

    await log.database.write(block)
    outcome = await log.text("buy now", our_address="+14155550199")
    assert (await log.interaction(outcome)).state is InteractionState.CLOSED
    assert not await log.has_work(outcome)


@pytest.mark.parametrize("automatic", list(Automatic))
async def test_automatic_mail_makes_no_customer_no_work_and_no_answer(log: Log, automatic: Automatic) -> None:
    outcome = await log.mail("I am on holiday", automatic=automatic)
    interaction = await log.interaction(outcome)
    assert (interaction.state, interaction.customer_id, interaction.unread) == (InteractionState.CLOSED, None, 0)
    assert not await log.has_work(outcome)


async def test_automatic_mail_in_a_conversation_reopens_nothing(log: Log) -> None:
    first = await log.mail("where is my order?", message_id="one@example.com")
    before = await log.interaction(first)

    def close(tx: Tx) -> None:
        closed = replace(before, version=before.version + 1, state=InteractionState.CLOSED, closed_at=before.updated_at)
        tx.interactions.update(closed, before.version)
        work = tx.work_items.live_of(before.id)
        assert work is not None
        tx.work_items.update(replace(work, state="completed"), work.epoch, work.state)  # type: ignore[arg-type]

    await log.database.write(close)
    thread = ThreadHints(references=("one@example.com",))
    outcome = await log.mail("out of office", automatic=Automatic.AUTO_REPLY, thread=thread)
    assert outcome.interaction_id == first.interaction_id
    assert (await log.interaction(first)).state is InteractionState.CLOSED
    human = await log.mail("I am back: where is it?", thread=thread)
    assert human.interaction_id == first.interaction_id
    assert (await log.interaction(first)).state is InteractionState.WAITING
    assert await log.has_work(first)


async def test_a_stranger_who_knows_a_message_id_does_not_join(log: Log) -> None:
    first = await log.mail("my secret order", message_id="secret@example.com")
    thread = ThreadHints(references=("secret@example.com",))
    stranger = await log.mail("let me in", sender="eve@example.net", thread=thread)
    friend = await log.mail("me again", thread=thread)
    assert stranger.interaction_id != first.interaction_id
    assert friend.interaction_id == first.interaction_id


async def test_a_signed_token_joins_whoever_writes(log: Log) -> None:
    first = await log.mail("hello")
    thread = ThreadHints(interaction_id=first.interaction_id)
    other = await log.mail("from my other address", sender="anna@home.example", thread=thread)
    assert other.interaction_id == first.interaction_id


async def test_what_cannot_be_parsed_is_kept_and_alarmed(log: Log) -> None:
    raw = RawPayload(content_type="application/json", body=b"\xff{")
    outcome = await log.text("", raw=raw, unparsed="the body is no JSON", provider_id="")
    assert outcome.kind is OutcomeKind.UNPARSED
    [kept] = await log.database.read(lambda tx: tx.raw_payloads.unparsed(10))
    assert (kept.body, kept.error) == (b"\xff{", "the body is no JSON")
    await log.database.number_events()
    events = await log.database.events_after(0, 100)
    assert [each.type.value for each in events] == ["alarm.raised"]


async def test_without_any_queue_the_contact_is_logged_and_alarmed(database: Database, tmp_path: Path) -> None:
    log = Log(database, tmp_path / "blobs")
    outcome = await log.text("is anybody there?")
    assert (await log.interaction(outcome)).state == "waiting"
    await log.database.number_events()
    events = await log.database.events_after(0, 100)
    [alarm] = [each for each in events if each.type.value == "alarm.raised"]
    assert (alarm.data["alarm"], alarm.data["interaction_id"]) == ("no_queue", outcome.interaction_id)


async def test_repeats_change_nothing_also_at_once(log: Log) -> None:
    outcomes = await asyncio.gather(*(log.text("three times", provider_id="SM1") for _ in range(3)))
    assert sorted(each.kind.value for each in outcomes) == ["repeated", "repeated", "stored"]
    assert len({each.message_id for each in outcomes}) == 1
    assert len(log.woken) == 1


async def test_many_at_once_keep_their_order_and_their_numbers(log: Log) -> None:
    outcomes = await asyncio.gather(*(log.text(f"text {number}") for number in range(40)))
    assert sorted(each.seq for each in outcomes) == list(range(1, 41))
    assert await log.customers() == 1
    assert len(await log.all()) == 1


async def test_what_databases_cannot_hold_is_replaced_and_kept_raw(log: Log) -> None:
    raw = RawPayload(content_type="text/plain", body=b"a\x00b")
    file = InboundFile(name="na\x00me.txt", type="text/plain", data=b"\x00")
    outcome = await log.text("a\x00b \ud800 c", raw=raw, files=(file,))
    message = await log.database.read(lambda tx: tx.messages.get(outcome.message_id or ""))
    assert message is not None
    assert message.text == "a\ufffdb \ufffd c"
    assert message.attachments[0].name == "na\ufffdme.txt"


async def test_a_stranger_in_the_same_batch_does_not_join_either(log: Log) -> None:
    thread = ThreadHints(references=("fresh@example.com",))
    first, stranger, friend = await asyncio.gather(
        log.mail("my secret order", message_id="fresh@example.com"),
        log.mail("let me in", sender="eve@example.net", thread=thread),
        log.mail("me again", thread=thread),
    )
    assert stranger.interaction_id != first.interaction_id
    assert friend.interaction_id == first.interaction_id
