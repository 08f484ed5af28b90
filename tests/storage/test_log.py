"""Interactions, messages, files and raw payloads."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain.deliveries import DeliveryState
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionState, Requirement
from hub.domain.messages import Attachment, MessageDelivery
from hub.errors import ConflictError, NotFoundError, StaleVersionError
from hub.ports.database import Database
from hub.ports.intake import RawRecord
from hub.ports.repositories.log import InteractionFilter
from tests.storage.values import NOW, a_customer, a_message, an_interaction, storing


async def test_an_interaction_comes_back_and_is_guarded_by_its_version(database: Database) -> None:
    interaction = an_interaction(
        requirements=(Requirement(skill="german", level=3),), attributes={"site": "a"}, queued_at=NOW, unread=2
    )
    closed = replace(interaction, version=2, state=InteractionState.CLOSED, closed_at=NOW)
    await database.write(lambda tx: tx.interactions.add(interaction))
    assert await database.read(lambda tx: tx.interactions.get(interaction.id)) == interaction
    await database.write(lambda tx: tx.interactions.update(closed, 1))
    with pytest.raises(StaleVersionError):
        await database.write(lambda tx: tx.interactions.update(closed, 1))
    assert await database.read(lambda tx: tx.interactions.get_many([interaction.id])) == {interaction.id: closed}


async def test_the_log_is_filtered(database: Database) -> None:
    customer = a_customer()
    rows = [
        an_interaction(customer_id=customer.id, agent_id="bo", state=InteractionState.ACTIVE),
        an_interaction(queue_id="q", state=InteractionState.WAITING, created_at=NOW + timedelta(hours=1)),
        an_interaction(channel="mail", state=InteractionState.CLOSED, updated_at=NOW + timedelta(hours=1)),
    ]
    await database.write(lambda tx: tx.customers.add(customer))
    await database.write(storing(*rows))

    async def page(**wanted: object) -> list[int]:
        found = await database.read(
            lambda tx: tx.interactions.page(InteractionFilter(**wanted), after=None, limit=9)  # type: ignore[arg-type]
        )
        return [rows.index(each) for each in found]

    assert await page() == [2, 1, 0]
    assert await page(customer_id=customer.id) == [0]
    assert await page(agent_id="bo") == [0]
    assert await page(queue_id="q") == [1]
    assert await page(channel="mail") == [2]
    assert await page(states=("active", "waiting")) == [1, 0]
    assert await page(states=("active", "closed")) == [2, 0]
    assert await page(created_after=NOW) == [1]
    assert await page(idle_since=NOW) == [1, 0]


async def test_the_newest_of_a_conversation_is_found(database: Database) -> None:
    old, new = an_interaction(thread_key="a|b"), an_interaction(thread_key="a|b")
    await database.write(storing(old, new))
    assert await database.read(lambda tx: tx.interactions.by_thread("sms", "a|b")) == new
    assert await database.read(lambda tx: tx.interactions.by_thread("mail", "a|b")) is None


async def test_messages_are_unique_by_sequence_and_provider_id(database: Database) -> None:
    interaction = an_interaction()
    first = a_message(interaction, provider_id="SM1")
    await database.write(lambda tx: tx.interactions.add(interaction))
    await database.write(lambda tx: tx.messages.add(first))
    for clash in (a_message(interaction, seq=1), a_message(interaction, seq=2, provider_id="SM1")):
        with pytest.raises(ConflictError):
            await database.write(lambda tx, clash=clash: tx.messages.add(clash))  # type: ignore[misc]
    other_channel = a_message(interaction, seq=2, provider_id="SM1", channel="mail")
    await database.write(lambda tx: tx.messages.add(other_channel))
    assert await database.read(lambda tx: tx.messages.by_provider_id("sms", "SM1")) == first
    assert [*await database.read(lambda tx: tx.messages.of_interaction(interaction.id))] == [first, other_channel]
    after = await database.read(lambda tx: tx.messages.of_interaction(interaction.id, after_seq=1, limit=1))
    assert [*after] == [other_channel]


async def test_the_newest_messages_of_several_interactions(database: Database) -> None:
    talks = [an_interaction(), an_interaction()]
    entries = [a_message(talk, seq=seq) for talk in talks for seq in (1, 2, 3)]
    await database.write(storing(*talks))
    await database.write(storing(*entries))
    found = await database.read(lambda tx: tx.messages.of_interactions([each.id for each in talks], newest=2))
    assert [(each.interaction_id, each.seq) for each in found] == [(talk.id, seq) for talk in talks for seq in (2, 3)]


async def test_files_belong_to_messages_and_uploads_wait_for_one(database: Database) -> None:
    interaction = an_interaction()
    upload = Attachment(id=new_id(), message_id="", name="a.pdf", type="application/pdf", size=3, blob="ab")
    message_id = new_id()
    taken = replace(upload, message_id=message_id)
    message = a_message(interaction, id=message_id, attachments=(taken,))
    await database.write(lambda tx: tx.messages.add_upload(upload))
    assert [*await database.read(lambda tx: tx.messages.uploads([upload.id]))] == [upload]
    await database.write(lambda tx: tx.interactions.add(interaction))
    await database.write(lambda tx: tx.messages.add(message))
    assert [*await database.read(lambda tx: tx.messages.uploads([upload.id]))] == []
    assert await database.read(lambda tx: tx.messages.attachment(upload.id)) == (taken, message)
    later = Attachment(id=new_id(), message_id=message_id, name="r.mp3", type="audio/mpeg", size=9, blob="cd")
    await database.write(lambda tx: tx.messages.add_attachment(later))
    found = await database.read(lambda tx: tx.messages.get(message_id))
    assert found is not None
    assert found.attachments == (taken, later)


async def test_how_far_a_message_got(database: Database) -> None:
    interaction = an_interaction()
    message = a_message(interaction, headers={"message_id": "<1@x>", "to": "a@b"})
    delivery = MessageDelivery(state=DeliveryState.FAILED, error_class="address", error_code="30005")
    await database.write(lambda tx: tx.interactions.add(interaction))
    await database.write(lambda tx: tx.messages.add(message))
    after = await database.write(lambda tx: tx.messages.set_delivery(message.id, delivery, "SM9"))
    assert after == replace(message, delivery=delivery, provider_id="SM9")
    assert await database.read(lambda tx: tx.messages.get(message.id)) == after
    assert [*await database.read(lambda tx: tx.messages.thread_ids(interaction.id))] == ["<1@x>"]
    with pytest.raises(NotFoundError):
        await database.write(lambda tx: tx.messages.set_delivery("none", delivery, None))


async def test_raw_payloads_are_kept_once(database: Database) -> None:
    raw = RawRecord(
        id=new_id(),
        channel="sms",
        provider_id="SM1",
        content_type="text/plain",
        headers={"a": "b"},
        body=b"\x00\xff",
        blob=None,
        error="no From",
        received_at=NOW,
    )
    await database.write(lambda tx: tx.raw_payloads.add(raw))
    await database.write(lambda tx: tx.raw_payloads.add(replace(raw, id=new_id(), body=b"again")))
    assert [*await database.read(lambda tx: tx.raw_payloads.unparsed(9))] == [raw]


async def test_bookmarks_are_replaced(database: Database) -> None:
    assert await database.read(lambda tx: tx.raw_payloads.bookmark("mail", "INBOX")) is None
    for value in ("1:5", "1:6"):
        await database.write(lambda tx, value=value: tx.raw_payloads.set_bookmark("mail", "INBOX", value))  # type: ignore[misc]
    assert await database.read(lambda tx: tx.raw_payloads.bookmark("mail", "INBOX")) == "1:6"
