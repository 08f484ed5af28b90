"""Legs of calls, and callbacks, as they are kept."""

from hub.domain.calls import CallLeg, LegMode, LegRole, LegState
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction
from hub.domain.work import Callback, WorkItemState
from hub.ports.database import Database
from tests.storage.values import NOW, a_queue, a_work_item, an_interaction, storing


def a_leg(interaction: Interaction, agent_id: str, state: LegState = LegState.JOINED) -> CallLeg:
    return CallLeg(
        id=new_id(),
        channel="line",
        interaction_id=interaction.id,
        role=LegRole.SUPERVISOR,
        provider_id=f"CA{new_id()}",
        agent_id=agent_id,
        state=state,
        mode=LegMode.WHISPER,
        coaches="another",
        outside=True,
        hidden=True,
        created_at=NOW,
        updated_at=NOW,
    )


async def test_a_leg_comes_back_whole_and_is_found_by_its_agent_while_it_lives(database: Database) -> None:
    interaction = an_interaction()
    live, over, other = (
        a_leg(interaction, "anna"),
        a_leg(interaction, "anna", LegState.ENDED),
        a_leg(interaction, "li"),
    )
    await database.write(storing(interaction))
    for each in (live, over, other):
        await database.write(lambda tx, leg=each: tx.call_legs.add(leg))  # type: ignore[misc]
    assert [*await database.read(lambda tx: tx.call_legs.live_of_agent("anna"))] == [live]
    assert await database.read(lambda tx: tx.call_legs.get(over.id)) == over


async def test_a_queues_open_callbacks_are_found(database: Database) -> None:
    queue, callback = a_queue(), Callback(number="+12125550123", asked_at=NOW, retry_s=60)
    talks = [an_interaction(thread_key=str(number)) for number in range(4)]
    waiting = a_work_item(talks[0], queue_id=queue.id, state=WorkItemState.PARKED, callback=callback)
    items = [
        waiting,
        a_work_item(talks[1], queue_id=queue.id, state=WorkItemState.EXPIRED, callback=callback),
        a_work_item(talks[2], queue_id=queue.id),
        a_work_item(talks[3], queue_id="another", callback=callback),
    ]
    await database.write(storing(queue, *talks, *items))
    assert [*await database.read(lambda tx: tx.work_items.callbacks(queue.id))] == [waiting]
