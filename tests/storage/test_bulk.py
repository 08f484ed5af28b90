"""Many rows at once are stored as one row is, whatever they hold."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain.events import SUPERVISORS, EventType, NewEvent
from hub.domain.interactions import InteractionState, Requirement
from hub.domain.work import LegRole, OfferState, WorkItemState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.storage.log import INTERACTION
from tests.storage.values import NOW, a_work_item, an_agent, an_interaction, an_offer, storing

TEXTS = ("", "null", 'it\'s "quoted" \\ back', "王小明 🐫 𠮷", "line\nbreak\ttab", "{}", "[1]", "%s :name $1")


@pytest.mark.parametrize("count", [1, 3, 4, len(TEXTS)])
async def test_what_comes_back_is_what_went_in(database: Database, count: int) -> None:
    blank = [an_interaction(subject="before", closed_at=NOW) for _ in range(count)]
    full = [
        replace(
            each,
            subject=text,
            attributes={text: text, "n": "1"},
            requirements=(Requirement(skill=text, level=3),),
            state=InteractionState.CLOSED if text else InteractionState.ACTIVE,
            queued_at=NOW - timedelta(microseconds=1),
            closed_at=NOW if text else None,
        )
        for each, text in zip(blank, TEXTS, strict=False)
    ]
    await database.write(storing(*blank))
    await database.write(lambda tx: tx.unit.overwrite(INTERACTION, full))  # type: ignore[attr-defined]
    assert await database.read(lambda tx: tx.interactions.get_many([each.id for each in full])) == {
        each.id: each for each in full
    }


async def test_many_events_keep_their_order_and_words(database: Database) -> None:
    told = [
        NewEvent(
            type=EventType.ALARM_RAISED,
            data={"text": text, "none": None, "list": [1, 2.5, True]},
            subject_id=str(number),
            audience=(SUPERVISORS, "agent:é"),
            at=NOW,
        )
        for number, text in enumerate(TEXTS * 300)
    ]
    await database.write(lambda tx: tx.events.add_all(told))
    await database.number_events()
    found = await database.events_after(0, 10_000)
    assert [(each.data, each.subject_id, each.audience) for each in found] == [
        (each.data, each.subject_id, each.audience) for each in told
    ]


async def test_of_many_offers_only_pending_ones_end(database: Database) -> None:
    agent, talks = an_agent(), [an_interaction() for _ in range(6)]
    items = [a_work_item(each) for each in talks]
    made = [an_offer(each, agent_id=agent.id) for each in items]
    await database.write(storing(agent, *talks, *items))
    await database.write(lambda tx: tx.offers.add_all(made))
    await database.write(lambda tx: tx.offers.end(made[0].id, OfferState.ACCEPTED, "click", NOW))
    ended = [replace(each, state=OfferState.TIMED_OUT, cause="time", ended_at=NOW) for each in made]
    await database.write(lambda tx: tx.offers.end_all(ended))
    first, *others = await database.read(lambda tx: [tx.offers.get(each.id) for each in made])
    assert first is not None
    assert (first.state, first.cause) == ("accepted", "click")
    assert others == ended[1:]


async def test_what_is_written_together_is_all_there(database: Database) -> None:
    agent, talks = an_agent(), [an_interaction() for _ in TEXTS]
    items = [a_work_item(each) for each in talks]
    made = [replace(an_offer(each, agent_id=agent.id), why=None) for each in items]
    again = [replace(each, id=f"again-{each.id}", why={"text": text}) for each, text in zip(made, TEXTS, strict=True)]
    ended = [replace(each, state=OfferState.REJECTED, cause="busy", ended_at=NOW) for each in made]
    event = NewEvent(type=EventType.OFFER_CREATED, data={"why": TEXTS}, subject_id="x", audience=(SUPERVISORS,), at=NOW)
    await database.write(storing(agent, *talks, *items, *made))

    def work(tx: Tx) -> None:
        with tx.together():
            tx.offers.add_all(again)
            tx.offers.end_all(ended)
            tx.events.add(event)
        tx.events.add(replace(event, subject_id="y"))

    await database.write(work)
    for before, after, new in zip(made, ended, again, strict=True):
        found = await database.read(lambda tx, key=before.interaction_id: tx.offers.of_interaction(key))  # type: ignore[misc]
        assert {each.id: each for each in found} == {after.id: after, new.id: new}
    await database.number_events()
    told = await database.events_after(0, 10)
    assert [(each.subject_id, each.data) for each in told] == [("x", {"why": list(TEXTS)}), ("y", {"why": list(TEXTS)})]


async def test_main_legs_hand_over_in_one_write(database: Database) -> None:
    talks = [an_interaction() for _ in range(5)]
    parents = [a_work_item(each, state=WorkItemState.ACTIVE) for each in talks]
    children = [
        a_work_item(talk, parent_id=parent.id, role=LegRole.CONSULT, state=WorkItemState.ACTIVE)
        for talk, parent in zip(talks, parents, strict=True)
    ]
    await database.write(storing(*talks, *parents, *children))
    after = [replace(each, role=LegRole.MAIN) for each in children]
    before = [replace(each, role=LegRole.TRANSFER, state=WorkItemState.WRAPPING) for each in parents]

    def hand_over(tx: Tx) -> None:
        with tx.together():
            tx.work_items.overwrite([*after, *before])

    await database.write(hand_over)
    live = [await database.read(lambda tx, one=each: tx.work_items.live_of(one.id)) for each in talks]  # type: ignore[misc]
    assert live == after
