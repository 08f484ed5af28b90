"""Agents, queues, work items, offers, leases and commands."""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from hub.domain.agents import Capacity, Presence, PresenceState
from hub.domain.entry_rules import Conditions, EntryRule
from hub.domain.hours import Interval, OpeningHours
from hub.domain.ids import new_id
from hub.domain.interactions import Requirement
from hub.domain.queues import Disposition, QueueMember
from hub.domain.work import Exclusion, OfferState, WorkItemState
from hub.errors import ConflictError, NotFoundError, StaleVersionError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.decisions import Stored
from hub.ports.repositories.routing import StoredCommand
from tests.storage.values import NOW, a_queue, a_work_item, an_agent, an_interaction, an_offer, storing

HOURS = OpeningHours(
    time_zone="Europe/Berlin",
    week=((Interval(start=time(9), end=time(17)),), (), (), (), (), (), ()),
    overrides=((date(2026, 12, 24), ()),),
)


async def test_an_agent_comes_back_and_presence_is_kept_apart(database: Database) -> None:
    agent = an_agent(skills={"german": 5}, capacity=Capacity(units=50), languages=("de", "zh-CN"), phone="+49151")
    away = Presence(state=PresenceState.NOT_READY, reason="lunch", since=NOW, pending=PresenceState.OFFLINE, ticket=4)
    await database.write(lambda tx: tx.agents.add(agent))
    assert await database.read(lambda tx: tx.agents.get(agent.id)) == agent
    after = await database.write(lambda tx: tx.agents.set_presence(agent.id, away))
    assert after == replace(agent, presence=away, version=2)
    await database.write(lambda tx: tx.agents.update(replace(agent, name="Bodo", version=3), 2))
    assert [*await database.read(lambda tx: tx.agents.all())] == [replace(after, name="Bodo", version=3)]
    with pytest.raises(StaleVersionError):
        await database.write(lambda tx: tx.agents.update(agent, 1))
    with pytest.raises(NotFoundError):
        await database.write(lambda tx: tx.agents.set_presence("none", away))


async def test_a_queue_comes_back_with_members_and_hours(database: Database) -> None:
    queue = a_queue(members=(QueueMember(agent_id="bo", rank=2),), hours=HOURS, offer_timeout_s={"phone": 20})
    await database.write(lambda tx: tx.queues.add(queue))
    assert await database.read(lambda tx: tx.queues.get(queue.id)) == queue
    emptied = replace(queue, members=(), hours=None, version=2)
    await database.write(lambda tx: tx.queues.update(emptied, 1))
    assert [*await database.read(lambda tx: tx.queues.all())] == [emptied]


async def test_dispositions_and_entry_rules_are_replaced(database: Database) -> None:
    for label in ("Sold", "Sold!"):
        code = Disposition(code="sold", label=label)
        await database.write(lambda tx, code=code: tx.queues.put_disposition(code))  # type: ignore[misc]
    of_queue = Disposition(code="sold", label="Sold here", queue_id="q")
    await database.write(lambda tx: tx.queues.put_disposition(of_queue))
    await database.write(lambda tx: tx.queues.put_disposition(Disposition(code="old", label="Old", active=False)))
    found = await database.read(lambda tx: tx.queues.dispositions())
    assert [each.label for each in found] == ["Sold!", "Sold here"]

    rules = [
        EntryRule(
            id=new_id(),
            name=name,
            position=position,
            queue_id="q",
            conditions=Conditions(kinds=("sms",), has_owner=True, answers={"a": "b"}, hours=HOURS, open=False),
            requirements=(Requirement(skill="german"),),
        )
        for position, name in ((2, "second"), (1, "first"))
    ]
    await database.write(storing(*rules))
    assert [*await database.read(lambda tx: tx.queues.entry_rules())] == [rules[1], rules[0]]
    await database.write(lambda tx: tx.queues.put_entry_rule(replace(rules[0], position=0)))
    await database.write(lambda tx: tx.queues.remove_entry_rule(rules[1].id))
    assert [*await database.read(lambda tx: tx.queues.entry_rules())] == [replace(rules[0], position=0)]
    assert await database.read(lambda tx: tx.queues.entry_rule(rules[1].id)) is None


async def test_an_interaction_has_one_live_leg(database: Database) -> None:
    interaction = an_interaction()
    barred = (Exclusion(agent_id="bo", until=NOW, hard=True),)
    first = a_work_item(interaction, requirements=(Requirement(skill="german"),), exclusions=barred)
    second = a_work_item(interaction, parent_id=first.id)
    await database.write(lambda tx: tx.interactions.add(interaction))
    await database.write(lambda tx: tx.work_items.add(first))
    with pytest.raises(ConflictError):
        await database.write(lambda tx: tx.work_items.add(second))
    done = replace(first, state=WorkItemState.COMPLETED, epoch=1)
    assert await database.write(lambda tx: tx.work_items.update(done, 0, "waiting"))
    assert not await database.write(lambda tx: tx.work_items.update(done, 0, "waiting"))
    assert not await database.write(lambda tx: tx.work_items.update(done, 1, "waiting"))
    await database.write(lambda tx: tx.work_items.add(second))
    assert await database.read(lambda tx: tx.work_items.live_of(interaction.id)) == second
    assert await database.read(lambda tx: tx.work_items.get(first.id)) == done
    assert [*await database.read(lambda tx: tx.work_items.of_interaction(interaction.id))] == [done, second]


async def test_live_work_is_listed_by_domain(database: Database) -> None:
    """The domain is the queue's; of direct work, the agent's."""
    queue, agent = a_queue(routing_domain="a"), an_agent(routing_domain="b")
    talks = [an_interaction() for _ in range(4)]
    items = [
        a_work_item(talks[0], queue_id=queue.id),
        a_work_item(talks[1], preferred_agent_id=agent.id, direct=True),
        a_work_item(talks[2]),
        a_work_item(talks[3], queue_id=queue.id, state=WorkItemState.EXPIRED),
    ]
    await database.write(storing(queue, agent))
    await database.write(storing(*talks))
    await database.write(storing(*items))
    found = {
        name: [*await database.read(lambda tx, name=name: tx.work_items.live(name))]  # type: ignore[misc]
        for name in ("a", "b", "default")
    }
    assert found == {"a": [items[0]], "b": [items[1]], "default": [items[2]]}


async def test_an_epoch_is_accepted_once(database: Database) -> None:
    interaction, agent = an_interaction(), an_agent()
    item = a_work_item(interaction)
    first, second = (an_offer(item, agent_id=agent.id, why={"rule": "idle", "order": [1]}) for _ in range(2))
    await database.write(storing(agent, interaction, item))
    await database.write(storing(first, second))
    assert [*await database.read(lambda tx: tx.offers.pending("default"))] == [first, second]
    assert [*await database.read(lambda tx: tx.offers.of_agent(agent.id))] == [first, second]
    assert await database.write(lambda tx: tx.offers.end(first.id, OfferState.ACCEPTED, "click", NOW))
    assert not await database.write(lambda tx: tx.offers.end(first.id, OfferState.TIMED_OUT, "late", NOW))
    with pytest.raises(ConflictError):
        await database.write(lambda tx: tx.offers.end(second.id, OfferState.ACCEPTED, "click", NOW))
    accepted = replace(first, state=OfferState.ACCEPTED, cause="click", ended_at=NOW)
    assert await database.read(lambda tx: tx.offers.get(first.id)) == accepted
    assert [*await database.read(lambda tx: tx.offers.of_interaction(interaction.id))] == [accepted, second]


async def test_a_lease_has_one_owner_and_every_takeover_a_new_epoch(database: Database) -> None:
    first = await database.write(lambda tx: tx.routing.take_lease("d", "one", 60))
    assert first is not None
    assert first.epoch == 1
    assert await database.write(lambda tx: tx.routing.take_lease("d", "two", 60)) is None
    renewed = await database.write(lambda tx: tx.routing.take_lease("d", "one", 60))
    assert renewed is not None
    assert (renewed.epoch, renewed.until > first.until) == (1, True)
    assert await database.write(lambda tx: _look(tx, 1)) is not None
    await database.write(lambda tx: tx.routing.release_lease("d", "one"))
    taken = await database.write(lambda tx: tx.routing.take_lease("d", "two", 60))
    assert taken is not None
    assert taken.epoch == 2
    assert await database.write(lambda tx: _look(tx, 1)) is None


def _look(tx: Tx, epoch: int) -> Stored | None:
    return tx.decisions.look("d", epoch, leg_ids=(), interactions={}, agents={})


async def test_an_expired_lease_of_ones_own_gets_a_new_epoch(database: Database) -> None:
    """In between somebody else may have owned it and gone."""
    await database.write(lambda tx: tx.routing.take_lease("d", "one", 0))
    again = await database.write(lambda tx: tx.routing.take_lease("d", "one", 60))
    assert again is not None
    assert again.epoch == 2


async def test_of_several_who_ask_at_once_one_gets_the_lease(database: Database) -> None:
    asked = await asyncio.gather(
        *(
            database.write(lambda tx, owner=owner: tx.routing.take_lease("d", owner, 60))  # type: ignore[misc]
            for owner in ("one", "two", "three", "four")
        )
    )
    assert sum(each is not None for each in asked) == 1


async def test_commands_wait_for_the_owner(database: Database) -> None:
    commands = [
        StoredCommand(id=new_id(), routing_domain="d", name="accept", data={"n": number}, created_at=NOW + timedelta(1))
        for number in range(3)
    ]
    await database.write(storing(*commands))
    assert [*await database.read(lambda tx: tx.routing.open_commands("d", 2))] == commands[:2]
    await database.write(lambda tx: tx.routing.finish_command(commands[0].id, {"ok": True}))
    assert [*await database.read(lambda tx: tx.routing.open_commands("d", 9))] == commands[1:]
    assert await database.read(lambda tx: tx.routing.command(commands[0].id)) == replace(
        commands[0], result={"ok": True}
    )
