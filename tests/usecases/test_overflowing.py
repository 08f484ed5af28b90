"""What texts are told while they wait: the queue's message on overflow, and what a plan announces."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.domain.interactions import Interaction
from hub.domain.messages import AuthorType
from hub.domain.plans import PlanStep
from hub.domain.queues import Destination, DestinationKind, Overflow, Trigger
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.routing_setup.plans import create_plan
from hub.services.routing_setup.queues import edit_queue
from tests.support.whole_hub import LINE, WholeHub, whole_hub


@pytest.fixture
async def hub(tmp_path: Path, database_url: str) -> AsyncIterator[WholeHub]:
    url = "" if database_url.startswith("sqlite") else database_url
    async with whole_hub(tmp_path, database_url=url) as hub:
        yield hub


async def configure(hub: WholeHub, **fields: object) -> None:
    now = hub.parts.clock.now()
    await hub.parts.database.write(lambda tx: edit_queue(tx, hub.queue.id, fields, expected_version=None, at=now))


async def until_texted(hub: WholeHub, body: str) -> Interaction:
    """Wait until the customer's telephone has the text, which the hub wrote by itself."""
    await hub.customer.until_text(body)

    def waiting(tx: Tx) -> Interaction | None:
        [newest] = tx.interactions.page(InteractionFilter(kind="sms"), after=None, limit=1)
        return newest

    found: Interaction = await hub.until("the conversation", waiting)
    return found


async def test_a_queues_message_is_written_once_and_the_text_waits_on(hub: WholeHub) -> None:
    sorry = Destination(kind=DestinationKind.MESSAGE, text="It takes a little longer today.")
    await configure(hub, max_wait_s=1, overflow=(Overflow(on=Trigger.MAX_WAIT, to=(sorry,)),))
    hub.customer.send_sms(LINE, "Hello?")
    interaction = await until_texted(hub, "It takes a little longer today.")
    assert interaction.state == "waiting"
    messages = await hub.parts.database.read(lambda tx: tx.messages.of_interaction(interaction.id))
    assert [each.author.type for each in messages] == [AuthorType.CUSTOMER, AuthorType.SYSTEM]


async def test_a_plans_announcement_is_written(hub: WholeHub) -> None:
    now = hub.parts.clock.now()
    steps = (PlanStep(at_s=1, announcement="We are looking in other teams for you."),)
    plan = await hub.parts.database.write(lambda tx: create_plan(tx, {"name": "Wider", "steps": steps}, at=now))
    await configure(hub, plan_id=plan.id)
    hub.customer.send_sms(LINE, "Hello?")
    interaction = await until_texted(hub, "We are looking in other teams for you.")
    assert interaction.state == "waiting"
