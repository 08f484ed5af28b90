"""Texts from the webhook through log, routing and answer to the customer's phone and back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hub.demo.carrier import Action, Fault, Hook, Media
from hub.domain.consent import ConsentStatus, Purpose
from hub.domain.deliveries import DeliveryState
from hub.domain.entry_rules import Conditions, EntryRule
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, Requirement
from hub.domain.messages import Author, AuthorType, Message
from hub.errors import ConflictError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.conversations.outgoing import Draft
from hub.services.conversations.replies import reply
from tests.support.whole_hub import CUSTOMER, LINE, WholeHub, whole_hub


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[WholeHub]:
    url = "" if database_url.startswith("sqlite") else database_url
    async with whole_hub(tmp_path, database_url=url) as hub:
        yield hub


async def text(hub: WholeHub, body: str, *, media: tuple[Media, ...] = ()) -> Interaction:
    """The customer texts; return the interaction once the text is in it."""
    hub.customer.send_sms(LINE, body, media=media)

    def found(tx: Tx) -> Interaction | None:
        newest = next(iter(tx.interactions.page(InteractionFilter(kind="sms"), after=None, limit=1)), None)
        return newest if newest and (newest.last_text == body.strip() or media) else None

    return await hub.until(f"the text {body!r}", found)  # type: ignore[no-any-return]


async def answer(hub: WholeHub, interaction: Interaction, body: str, name: str = "Anna") -> Message:
    parts = hub.parts
    draft = Draft(text=body, author=Author(type=AuthorType.AGENT, name=name))
    agent_id = hub.agents[name].id
    message: Message = await parts.database.write(
        lambda tx: reply(tx, interaction.id, draft, agent_id=agent_id, channels=parts.channels, now=parts.clock.now())
    )
    parts.pump.wake()
    return message


async def until_delivery(hub: WholeHub, message: Message, state: DeliveryState) -> None:
    def reached(tx: Tx) -> bool:
        now = tx.messages.get(message.id)
        return now is not None and now.delivery is not None and now.delivery.state is state

    await hub.until(f"{state}", reached)


async def test_a_text_is_answered_and_shown_as_delivered(hub: WholeHub) -> None:
    await hub.ready("Anna")
    interaction = await text(hub, "Is my bike ready? 我的车好了吗")
    await hub.accept("Anna")
    message = await answer(hub, interaction, "Yes, it is. 好了！")
    received = await hub.customer.until_text("Yes, it is. 好了！")
    assert received.from_ == LINE
    await until_delivery(hub, message, DeliveryState.DELIVERED)
    await text(hub, "Thank you!")
    entries = await hub.messages(interaction.id)
    assert [each.seq for each in entries] == [1, 2, 3]
    assert [each.direction.value for each in entries] == ["in", "out", "in"]


async def test_a_text_three_times_is_one_message(hub: WholeHub) -> None:
    hub.carrier.faults.add(Hook.SMS, Fault(action=Action.REPEAT, times=2))
    await text(hub, "hello")
    await hub.carrier.idle()
    [interaction] = await hub.interactions(kind="sms")
    assert len(await hub.messages(interaction.id)) == 1


@pytest.mark.parametrize("action", [Action.REORDER, Action.REPEAT, Action.DELAY, Action.DROP])
async def test_whatever_happens_to_callbacks_the_state_ends_right(hub: WholeHub, action: Action) -> None:
    await hub.ready("Anna")
    interaction = await text(hub, "hello")
    await hub.accept("Anna")
    hub.carrier.faults.add(Hook.SMS_STATUS, Fault(action=action, seconds=1))
    message = await answer(hub, interaction, "hello too")
    await hub.customer.until_text("hello too")
    await hub.carrier.idle()
    if action is Action.DROP:
        await hub.parts.channels.get("texts").reconcile()  # type: ignore[attr-defined]
    await until_delivery(hub, message, DeliveryState.DELIVERED)


async def test_stop_withdraws_consent_at_once_and_start_gives_it_back(hub: WholeHub) -> None:
    await hub.ready("Anna")
    interaction = await text(hub, "hello")
    await hub.accept("Anna")
    await text(hub, "退订")
    assert await consent(hub) is ConsentStatus.WITHDRAWN
    with pytest.raises(ConflictError, match="opted out"):
        await answer(hub, interaction, "please stay")
    await text(hub, "START")
    assert await consent(hub) is ConsentStatus.GRANTED
    await answer(hub, interaction, "welcome back")
    await hub.customer.until_text("welcome back")


async def consent(hub: WholeHub) -> ConsentStatus:
    return await hub.parts.database.read(
        lambda tx: tx.consents.status(customer_id=None, kind="sms", address=CUSTOMER, purpose=Purpose.MARKETING)
    )


async def test_a_stop_alone_makes_no_work(hub: WholeHub) -> None:
    interaction = await text(hub, "STOP")
    assert interaction.state == "closed"
    assert await hub.parts.database.read(lambda tx: tx.work_items.live_of(interaction.id)) is None


async def test_a_picture_comes_with_the_text(hub: WholeHub) -> None:
    picture = b"\x89PNG\r\n\x1a\n picture"
    interaction = await text(hub, "see", media=(Media(content_type="image/png", data=picture),))
    [message] = await hub.messages(interaction.id)
    [file] = message.attachments
    assert (file.type, file.size) == ("image/png", len(picture))
    assert await hub.parts.web.blobs.get(file.blob) == picture


async def test_a_reply_within_a_week_reopens_to_the_last_agent(hub: WholeHub) -> None:
    await hub.ready("Anna")
    await hub.ready("Li")
    interaction = await text(hub, "hello")
    offered = await hub.until(
        "an offer", lambda tx: [o for each in hub.agents.values() for o in tx.offers.of_agent(each.id)]
    )
    first = offered[0].agent_id
    await hub.parts.assignment.accept(offered[0].id, first)
    await hub.parts.assignment.close(interaction.id, by=first)
    await hub.until_state("closed", kind="sms")
    again = await text(hub, "one more thing")
    assert again.id == interaction.id
    offers = await hub.until("a new offer", lambda tx: list(tx.offers.of_agent(first)))
    assert offers[0].interaction_id == interaction.id


async def test_a_reply_after_a_week_makes_a_new_linked_interaction(hub: WholeHub) -> None:
    interaction = await text(hub, "STOP")  # closed at once
    long_ago = hub.parts.clock.now() - timedelta(days=8)

    def age(tx: Tx) -> None:
        old = tx.interactions.get(interaction.id)
        assert old is not None
        tx.interactions.update(replace(old, version=old.version + 1, closed_at=long_ago), old.version)

    await hub.parts.database.write(age)
    later = await text(hub, "hello again")
    assert later.id != interaction.id
    assert (later.linked_id, later.customer_id) == (interaction.id, interaction.customer_id)


async def test_entry_rules_choose_the_queue_and_are_named(hub: WholeHub) -> None:
    now = hub.parts.clock.now()
    vip = replace(hub.queue, id=new_id(), name="Chinese desk", created_at=now)
    rule = EntryRule(
        id=new_id(),
        name="Chinese texts",
        position=1,
        conditions=Conditions(channels=("texts",), languages=("zh",)),
        queue_id=vip.id,
        requirements=(Requirement(skill="chinese", level=3),),
        priority=2,
    )

    def add(tx: Tx) -> None:
        tx.queues.add(vip)
        tx.queues.put_entry_rule(rule)

    await hub.parts.database.write(add)
    interaction = await text(hub, "你们几点开门？")
    assert (interaction.entry_rule, interaction.queue_id, interaction.priority) == ("Chinese texts", vip.id, 2)
    assert interaction.requirements == rule.requirements


async def test_two_texts_of_one_number_are_one_customer(hub: WholeHub) -> None:
    first = await text(hub, "STOP")
    [customer] = await hub.parts.database.read(lambda tx: tx.customers.by_address("phone", CUSTOMER))
    assert first.customer_id == customer.id
    assert [(each.kind.value, each.value, each.identifies) for each in customer.contact_points] == [
        ("phone", CUSTOMER, True)
    ]
    hub.customer.place_call(LINE)
    call = await hub.until_state("waiting")
    assert call.customer_id == customer.id
