"""Whom a customer should rather get, and the place of a caller who comes back, as entry finds them in the log."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from hub.blobs.folder import FolderBlobs
from hub.clock import SystemClock
from hub.domain.agents import Agent, Presence
from hub.domain.entry_rules import EntryRule
from hub.domain.hours import Interval, OpeningHours
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.queues import Overflow, Queue, Trigger
from hub.domain.work import Preference, WorkItem
from hub.ports.channels import Inbound
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.intake.entry import EntryDesk
from hub.services.intake.intake import Intake
from hub.services.intake.last_service import last_served, left_place

NOW = datetime.now(UTC)
ALL_DAY = (Interval(start=time(0), end=time(0)),)


class Desk:
    """A queue with a plan and a rule, two agents, and a customer who wrote before."""

    def __init__(self, database: Database, folder: Path) -> None:
        clock = SystemClock()
        self.database = database
        self.queue = Queue(id=new_id(), name="sales", plan_id="plan", rejoin_s=60, created_at=NOW, updated_at=NOW)
        self.ann, self.bob = (
            Agent(id=new_id(), name=name, presence=Presence(since=NOW), created_at=NOW, updated_at=NOW)
            for name in ("ann", "bob")
        )
        self.intake = Intake(
            database=database,
            blobs=FolderBlobs(folder),
            clock=clock,
            desk=EntryDesk(database, clock),
            on_stored=lambda _: None,
        )

    async def open(self, rule: EntryRule) -> None:
        def work(tx: Tx) -> None:
            tx.queues.add(self.queue)
            tx.agents.add(self.ann)
            tx.agents.add(self.bob)
            tx.queues.put_entry_rule(rule)

        await self.database.write(work)

    async def writes(self, our_address: str = "+14155550100") -> Interaction:
        outcome = await self.intake.deliver(
            Inbound(
                kind=InteractionKind.SMS,
                channel="texts",
                sender="+12125550123",
                sender_kind="phone",
                text="hello",
                provider_id=new_id(),
                our_address=our_address,
                region="US",
                received_at=datetime.now(UTC),
            )
        )
        found = await self.database.read(lambda tx: tx.interactions.get(outcome.interaction_id or ""))
        assert found is not None
        return found

    async def change(self, interaction: Interaction, **fields: object) -> None:
        after = replace(interaction, version=interaction.version + 1, **fields)  # type: ignore[arg-type]
        await self.database.write(lambda tx: tx.interactions.update(after, interaction.version))

    async def work(self, interaction: Interaction) -> WorkItem:
        found = await self.database.read(lambda tx: tx.work_items.live_of(interaction.id))
        assert found is not None
        return found


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path / "blobs")


def a_rule(desk: Desk, **fields: object) -> EntryRule:
    return replace(EntryRule(id=new_id(), name="all", position=1, queue_id=desk.queue.id), **fields)  # type: ignore[arg-type]


def ago(**by: float) -> datetime:
    return datetime.now(UTC) - timedelta(**by)


@pytest.mark.parametrize(("days_ago", "is_wanted"), [(2, True), (9, False)])
async def test_who_served_the_customer_last_is_preferred_for_as_long_as_the_rule_says(
    desk: Desk, days_ago: float, *, is_wanted: bool
) -> None:
    await desk.open(a_rule(desk, to_last_agent_days=7))
    first = await desk.writes()
    at = ago(days=days_ago)
    await desk.change(
        first, state=InteractionState.CLOSED, agent_id=desk.bob.id, accepted_at=at, ended_at=at, closed_at=at
    )
    again = await desk.work(await desk.writes(our_address="+14155550199"))
    assert again.preferences == ((Preference(agent_id=desk.bob.id, score=80),) if is_wanted else ())


async def test_the_owner_comes_before_the_last_agent(desk: Desk) -> None:
    await desk.open(a_rule(desk, to_owner=True, to_last_agent_days=7))
    first = await desk.writes()

    def own(tx: Tx) -> None:
        customer = tx.customers.get(first.customer_id or "")
        assert customer is not None
        tx.customers.update(
            replace(customer, version=customer.version + 1, owner_agent_id=desk.ann.id), customer.version
        )

    await desk.database.write(own)
    at = ago(hours=1)
    await desk.change(first, agent_id=desk.bob.id, accepted_at=at, ended_at=at)
    again = await desk.work(await desk.writes(our_address="+14155550199"))
    wanted = {each.agent_id: each.score for each in again.preferences}
    assert wanted[desk.ann.id] > wanted[desk.bob.id]


async def test_the_rule_s_plan_counts_before_the_queue_s(desk: Desk) -> None:
    await desk.open(a_rule(desk, plan_id="special"))
    work = await desk.work(await desk.writes())
    assert work.plan_id == "special"
    assert work.entered_at is not None


@pytest.mark.parametrize(("overflow", "state"), [((), "parked"), ((Overflow(on=Trigger.CLOSED, to=()),), "waiting")])
async def test_a_closed_queue_parks_unless_it_says_where_to_go(
    desk: Desk, overflow: tuple[Overflow, ...], state: str
) -> None:
    never = OpeningHours(time_zone="UTC", week=((),) * 7, overrides=((date.today() + timedelta(days=9), ALL_DAY),))  # noqa: DTZ011 - any day soon
    desk.queue = replace(desk.queue, hours=never, overflow=overflow)
    await desk.open(a_rule(desk))
    work = await desk.work(await desk.writes())
    assert (work.state, work.entered_at) == (state, None)


async def test_without_a_rule_s_plan_the_queue_s_counts(desk: Desk) -> None:
    await desk.open(a_rule(desk))
    assert (await desk.work(await desk.writes())).plan_id == "plan"


@pytest.mark.parametrize(
    ("state", "left_s", "has_place"),
    [
        (InteractionState.ABANDONED, 30, True),
        (InteractionState.ABANDONED, 90, False),
        (InteractionState.CLOSED, 30, False),
    ],
)
async def test_who_left_unserved_a_moment_ago_has_a_place(
    desk: Desk, state: InteractionState, left_s: float, *, has_place: bool
) -> None:
    await desk.open(a_rule(desk))
    first = await desk.writes()
    queued_at, left_at = ago(minutes=10), ago(seconds=left_s)
    await desk.change(first, state=state, queued_at=queued_at, ended_at=left_at)
    look: Callable[[Tx], datetime | None] = lambda tx: left_place(tx, first.customer_id, desk.queue, datetime.now(UTC))  # noqa: E731
    assert await desk.database.read(look) == (queued_at if has_place else None)


async def test_nobody_has_served_who_is_unknown(desk: Desk) -> None:
    assert await desk.database.read(lambda tx: last_served(tx, None)) is None
    assert await desk.database.read(lambda tx: last_served(tx, new_id())) is None
