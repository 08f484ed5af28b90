"""What a caller hears when the queue or a plan has something to say, on the demo carrier."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.plans import PlanStep
from hub.domain.queues import Destination, DestinationKind, Overflow, Trigger
from hub.services.routing_setup.plans import create_plan
from hub.services.routing_setup.queues import edit_queue
from tests.support.whole_hub import LINE, WholeHub, whole_hub


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[WholeHub]:
    async with whole_hub(tmp_path) as hub:
        yield hub


async def configure(hub: WholeHub, **fields: object) -> None:
    now = hub.parts.clock.now()
    await hub.parts.database.write(lambda tx: edit_queue(tx, hub.queue.id, fields, expected_version=None, at=now))


def after_a_second(destination: Destination) -> dict[str, object]:
    return {"max_wait_s": 1, "overflow": (Overflow(on=Trigger.MAX_WAIT, to=(destination,)),)}


async def test_a_queues_message_is_said_and_the_caller_waits_on(hub: WholeHub) -> None:
    sorry = Destination(kind=DestinationKind.MESSAGE, text="It takes a little longer today.")
    await configure(hub, **after_a_second(sorry))
    hub.customer.place_call(LINE)
    await hub.customer.until_hears("It takes a little longer today.")
    await hub.ready("Anna")
    await hub.accept("Anna")
    await hub.until_state("connecting")


async def test_who_cannot_be_served_hears_so_before_the_end(hub: WholeHub) -> None:
    await configure(hub, **after_a_second(Destination(kind=DestinationKind.END)))
    hub.customer.place_call(LINE)
    await hub.customer.until_hears("nobody can take your call")
    await hub.customer.until_ended()
    await hub.until_state("abandoned")


async def test_a_plans_announcement_is_said(hub: WholeHub) -> None:
    now = hub.parts.clock.now()
    steps = (PlanStep(at_s=1, announcement="We are looking in other teams for you."),)
    plan = await hub.parts.database.write(lambda tx: create_plan(tx, {"name": "Wider", "steps": steps}, at=now))
    await configure(hub, plan_id=plan.id)
    hub.customer.place_call(LINE)
    await hub.customer.until_hears("We are looking in other teams")
    await hub.until_state("waiting")
