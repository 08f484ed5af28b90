"""Promised times, counted in opening hours: kept, paused, warned of, broken; on both databases."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.blobs.folder import FolderBlobs
from hub.clock import SystemClock
from hub.domain.events import EventType
from hub.domain.hours import Interval, OpeningHours
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.messages import Author, AuthorType
from hub.domain.sla import SlaClock, SlaKind, SlaPolicy, SlaState
from hub.errors import BusyError
from hub.ports.channels import Inbound
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.assignment.router import Assignment
from hub.services.conversations.outgoing import Draft, write_out
from hub.services.intake.entry import EntryDesk
from hub.services.intake.intake import Intake
from hub.services.routing_setup.entry_rules import create_rule
from hub.services.routing_setup.opening_hours import create_hours, edit_hours
from hub.services.routing_setup.queues import create_queue, edit_queue
from hub.services.routing_setup.sla_policies import create_sla_policy, edit_sla_policy
from hub.services.sla import watch as sla_watch
from hub.services.sla.follow import followed
from hub.services.sla.terms import (
    Terms,
    abandoned,
    answered,
    begun,
    closed,
    judged,
    paused,
    reopened,
    resumed,
    retimed,
)
from hub.services.sla.watch import SlaWatch
from tests.usecases.routed_house import House, MovableClock

OFFICE = OpeningHours(time_zone="UTC", week=((Interval(start=time(9), end=time(17)),),) * 5 + ((), ()))
MONDAY = datetime(2026, 11, 23, 16, tzinfo=UTC)
POLICY = SlaPolicy(
    id="gold", name="gold", first_reply_s=3600, resolution_s=7200, warn_at=0.5, created_at=MONDAY, updated_at=MONDAY
)
TERMS = Terms(policy=POLICY, hours=OFFICE)
HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_times_are_promised_in_opening_hours() -> None:
    first, done = begun(TERMS, MONDAY)

    assert (first.kind, first.warn_at, first.due_at) == (SlaKind.FIRST_REPLY, at(23, 16, 30), at(23, 17))
    assert (done.kind, done.warn_at, done.due_at) == (SlaKind.RESOLUTION, at(23, 17), at(24, 10))


def test_a_reply_and_the_end_keep_them() -> None:
    clocks = closed(answered(begun(TERMS, MONDAY), at(23, 16, 40)), at(24, 9))

    assert [(each.state, each.ended_at) for each in clocks] == [
        (SlaState.MET, at(23, 16, 40)),
        (SlaState.MET, at(24, 9)),
    ]
    assert [each.state for each in closed(begun(TERMS, MONDAY), at(24, 9))] == [SlaState.CANCELED, SlaState.MET]
    assert [each.state for each in abandoned(begun(TERMS, MONDAY), at(24, 9))] == [SlaState.CANCELED] * 2
    assert [each.state for each in answered(begun(TERMS, MONDAY), at(24, 9))] == [SlaState.MET_LATE, SlaState.RUNNING]


def test_waiting_for_the_customer_does_not_count() -> None:
    waiting = paused(answered(begun(TERMS, MONDAY), MONDAY), TERMS, at(23, 16, 30))
    again = resumed(waiting, TERMS, at(25, 12))

    assert (waiting[1].state, waiting[1].due_at, waiting[1].left_s) == (SlaState.PAUSED, None, 5400)
    assert waiting[1].next_at is None
    assert (again[1].state, again[1].warn_at, again[1].due_at) == (SlaState.RUNNING, at(25, 12, 30), at(25, 13, 30))
    assert paused(begun(TERMS, MONDAY), replace(TERMS, policy=replace(POLICY, pauses_while_pending=False)), MONDAY)[
        1
    ].due_at == at(24, 10)


def test_what_was_told_is_not_told_again_after_a_pause() -> None:
    warned, news = judged(begun(TERMS, MONDAY), at(23, 17))
    again = resumed(paused(warned, TERMS, at(24, 9, 30)), TERMS, at(25, 9))

    assert [each.state for each in news] == [SlaState.BREACHED, SlaState.WARNED]
    assert (again[1].state, again[1].due_at) == (SlaState.WARNED, at(25, 9, 30))
    assert judged(again, at(25, 9))[1] == []
    assert [each.state for each in judged(again, at(25, 9, 30))[1]] == [SlaState.BREACHED]


def test_what_is_reopened_has_the_time_that_was_left() -> None:
    ended = closed(answered(begun(TERMS, MONDAY), MONDAY), at(23, 16, 30))
    again = reopened(ended, TERMS, at(26, 9))
    late = reopened(closed(begun(TERMS, MONDAY), at(25, 9)), TERMS, at(26, 9))

    assert (again[0].state, again[1].state, again[1].due_at) == (SlaState.MET, SlaState.RUNNING, at(26, 10, 30))
    assert (late[1].state, late[1].next_at) == (SlaState.BREACHED, None)
    assert closed(late, at(26, 10))[1].state is SlaState.MET_LATE


def test_a_changed_policy_keeps_what_was_used() -> None:
    longer = replace(POLICY, first_reply_s=None, resolution_s=4 * 3600)
    first, done = retimed(begun(TERMS, MONDAY), TERMS, replace(TERMS, policy=longer), at(23, 16, 30))
    around = retimed(begun(TERMS, MONDAY), TERMS, replace(TERMS, hours=None), at(23, 16, 30))

    assert first.state is SlaState.CANCELED
    assert (done.target_s, done.due_at) == (4 * 3600, at(24, 12))
    assert [each.due_at for each in around] == [at(23, 17), at(23, 18)]


def test_a_promise_in_hours_that_never_open_is_never_due() -> None:
    never = Terms(policy=POLICY, hours=OpeningHours(time_zone="UTC", week=((),) * 7))
    clocks = begun(never, MONDAY)

    assert [each.due_at for each in clocks] == [None, None]
    assert judged(clocks, MONDAY + 9000 * HOUR)[1] == []
    assert resumed(paused(clocks, never, MONDAY), TERMS, at(24, 9))[1].due_at == at(24, 11)


@pytest.mark.parametrize(
    ("before", "after", "states"),
    [
        ("connecting", "active", ["met", "running"]),
        ("waiting", "offered", ["running", "running"]),
        ("active", "wrapping", ["running", "running"]),
        ("wrapping", "closed", ["canceled", "met"]),
        ("waiting", "abandoned", ["canceled", "canceled"]),
        ("new", "voicemail", ["running", "running"]),
    ],
)
async def test_a_calls_promises_follow_its_state(
    database: Database, before: str, after: str, states: list[str]
) -> None:
    call = Interaction(
        id="call",
        channel="line",
        kind=InteractionKind.PHONE,
        state=InteractionState(before),
        created_at=MONDAY,
        updated_at=MONDAY,
        clocks=begun(TERMS, MONDAY),
    )
    changed = replace(call, state=InteractionState(after))

    kept = await database.read(lambda tx: followed(tx, call, changed, at(23, 16, 10)))

    assert [each.state.value for each in kept.clocks] == states


class Desk:
    """A house that promises, with intake, routing and the watch on one clock."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self.database = house.database
        self.router: Assignment = house.router()
        self.intake = Intake(
            database=house.database,
            blobs=FolderBlobs(folder),
            clock=house.clock,
            desk=EntryDesk(house.database, house.clock),
            on_stored=lambda outcome: self.router.hint(outcome.interaction_id or ""),
        )
        self.watch = SlaWatch(database=house.database, clock=house.clock)

    async def promise(self, **fields: Any) -> str:
        now = self.house.clock.now()

        def work(tx: Tx) -> str:
            policy = create_sla_policy(tx, {"name": "gold", **fields}, at=now)
            edit_queue(tx, self.house.queue_id, {"sla_id": policy.id}, expected_version=None, at=now)
            return policy.id

        return await self.database.write(work)

    async def text(self, text: str = "hello") -> str:
        inbound = Inbound(
            kind=InteractionKind.SMS,
            channel="texts",
            provider_id=new_id(),
            our_address="+14155550100",
            sender="+12125550123",
            sender_kind="phone",
            text=text,
            region="US",
            received_at=self.house.clock.now(),
        )
        return (await self.intake.deliver(inbound)).interaction_id or ""

    async def clocks(self, interaction_id: str) -> dict[str, SlaClock]:
        return {each.kind.value: each for each in (await self.house.interaction(interaction_id)).clocks}

    async def told(self) -> list[tuple[str, str]]:
        await self.database.number_events()
        events = await self.database.events_after(0, 1000)
        wanted = (EventType.SLA_WARNED, EventType.SLA_BREACHED)
        return [(each.type.value, str(each.data["kind"])) for each in events if each.type in wanted]


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    house = House(database, MovableClock(SystemClock()))
    await house.employ("ann")
    made = Desk(house, tmp_path)
    yield made
    await made.intake.close()
    await house.stop()


async def test_a_text_is_promised_answered_and_done_in_time(desk: Desk) -> None:
    await desk.promise(first_reply_s=60, resolution_s=600)
    [ann] = [each.id for each in await desk.database.read(lambda tx: tx.agents.all())]
    await desk.house.ready(desk.router, ann)
    interaction_id = await desk.text()
    promised = await desk.clocks(interaction_id)

    offer = await desk.house.offered(interaction_id)
    await desk.router.accept(offer.id, ann)
    draft = Draft(text="Yes?", author=Author(type=AuthorType.AGENT, id=ann))
    now = desk.house.clock.now()
    await desk.database.write(lambda tx: write_out(tx, _require(tx, interaction_id), draft, now))
    answered_ = await desk.clocks(interaction_id)
    await desk.router.pend(interaction_id, by=ann)
    waiting = await desk.clocks(interaction_id)
    desk.house.clock.push(hours=1)
    await desk.router.resume(interaction_id, by=ann)
    running = await desk.clocks(interaction_id)
    await desk.router.close(interaction_id, by=ann)
    done = await desk.clocks(interaction_id)

    assert {name: each.state.value for name, each in promised.items()} == {
        "first_reply": "running",
        "resolution": "running",
    }
    assert answered_["first_reply"].state is SlaState.MET
    assert waiting["resolution"].state is SlaState.PAUSED
    assert promised["resolution"].due_at is not None
    assert running["resolution"].due_at is not None
    assert running["resolution"].due_at - promised["resolution"].due_at >= timedelta(minutes=59)
    assert done["resolution"].state is SlaState.MET
    again = await desk.text("and another thing")
    assert again == interaction_id
    assert (await desk.clocks(again))["resolution"].state is SlaState.RUNNING


def _require(tx: Tx, interaction_id: str) -> Interaction:
    found = tx.interactions.get(interaction_id)
    assert found is not None
    return found


async def test_a_warning_and_a_breach_are_told_once_and_raise_the_priority(desk: Desk) -> None:
    await desk.promise(first_reply_s=100, warn_at=0.5, warn_priority=2, breach_priority=3)
    interaction_id = await desk.text()
    twin = SlaWatch(database=desk.database, clock=desk.house.clock)

    assert await desk.watch.tell_due() == 0
    desk.house.clock.push(seconds=51)
    await asyncio.gather(desk.watch.tell_due(), twin.tell_due())
    warned = await desk.house.interaction(interaction_id)
    at_risk = await _listed(desk, SlaState.WARNED)
    desk.house.clock.push(seconds=50)
    await asyncio.gather(desk.watch.tell_due(), twin.tell_due())

    def raised(tx: Tx) -> bool | None:
        leg = tx.work_items.live_of(interaction_id)
        return (leg is not None and leg.priority == 5) or None

    await desk.house.until(raised)
    assert warned.clocks[0].state is SlaState.WARNED
    assert at_risk == [interaction_id]
    assert await _listed(desk, SlaState.BREACHED) == [interaction_id]
    assert await desk.told() == [("sla.warned", "first_reply"), ("sla.breached", "first_reply")]
    assert await desk.watch.tell_due() == 0


async def _listed(desk: Desk, state: SlaState) -> list[str]:
    wanted = InteractionFilter(sla_states=(state.value,))
    return [each.id for each in await desk.database.read(lambda tx: tx.interactions.page(wanted, after=None, limit=9))]


async def test_a_running_watch_tells_at_the_time(desk: Desk) -> None:
    await desk.promise(first_reply_s=1, warn_at=1.0)
    running = asyncio.create_task(desk.watch.run())
    interaction_id = await desk.text()

    def broken(tx: Tx) -> SlaClock | None:
        clock = _require(tx, interaction_id).clocks[0]
        return clock if clock.state is SlaState.BREACHED else None

    clock = await desk.house.until(broken)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert clock.due_at is not None
    assert clock.breached_at is not None
    assert clock.breached_at >= clock.due_at


async def test_a_rules_promise_wins_and_changes_act_at_once(desk: Desk) -> None:
    now = desk.house.clock.now()
    await desk.promise(first_reply_s=100)

    def rule(tx: Tx) -> str:
        policy = create_sla_policy(tx, {"name": "vip", "first_reply_s": 10}, at=now)
        create_rule(tx, {"name": "all", "queue_id": desk.house.queue_id, "sla_id": policy.id})
        return policy.id

    vip = await desk.database.write(rule)
    interaction_id = await desk.text()
    before = (await desk.clocks(interaction_id))["first_reply"]
    later: dict[str, object] = {"first_reply_s": 70}
    await desk.database.write(lambda tx: edit_sla_policy(tx, vip, later, expected_version=None, at=now))
    after = (await desk.clocks(interaction_id))["first_reply"]

    assert (before.policy_id, before.target_s, after.target_s) == (vip, 10, 70)
    assert before.due_at is not None
    assert after.due_at is not None
    assert after.due_at - before.due_at == timedelta(seconds=60)


async def test_changed_hours_move_what_is_due(desk: Desk) -> None:
    clock = desk.house.clock
    never = OpeningHours(time_zone="UTC", week=((),) * 7)
    always = OpeningHours(time_zone="UTC", week=((Interval(start=time(0), end=time(0)),),) * 7)
    hours = await desk.database.write(lambda tx: create_hours(tx, {"name": "h", "hours": always}, at=clock.now()))
    await desk.promise(first_reply_s=100, hours_id=hours.id)
    interaction_id = await desk.text()
    open_ = (await desk.clocks(interaction_id))["first_reply"]
    shut: dict[str, object] = {"hours": never}
    await desk.database.write(lambda tx: edit_hours(tx, hours.id, shut, expected_version=None, at=clock.now()))
    stopped = (await desk.clocks(interaction_id))["first_reply"]

    assert open_.due_at is not None
    assert (stopped.state, stopped.due_at) == (SlaState.RUNNING, None)


class Away:
    """A database that is away the first time it is asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = 0

    async def read(self, work: Callable[[Tx], Any]) -> Any:
        self.asked += 1
        if self.asked == 1:
            raise BusyError("away")
        return await self._database.read(work)

    async def write(self, work: Callable[[Tx], Any]) -> Any:
        return await self._database.write(work)


async def test_a_watch_goes_on_when_the_database_is_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sla_watch, "_PAUSE_S", 0.01)
    await desk.promise(first_reply_s=100)
    interaction_id = await desk.text()
    desk.house.clock.push(seconds=101)
    away = Away(desk.database)
    watch = SlaWatch(database=away, clock=desk.house.clock)  # type: ignore[arg-type]

    running = asyncio.create_task(watch.run())
    await desk.house.until(lambda tx: _require(tx, interaction_id).clocks[0].state is SlaState.BREACHED or None)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert away.asked > 1
    assert await desk.told() == [("sla.breached", "first_reply")]


async def test_another_queue_keeps_the_promise(desk: Desk) -> None:
    await desk.promise(first_reply_s=100)
    now = desk.house.clock.now()
    elsewhere = await desk.database.write(lambda tx: create_queue(tx, {"name": "elsewhere"}, at=now))
    interaction_id = await desk.text()
    before = await desk.clocks(interaction_id)

    await desk.router.move(interaction_id, elsewhere.id, by="sam")
    await desk.house.until(lambda tx: _require(tx, interaction_id).queue_id == elsewhere.id or None)

    assert await desk.clocks(interaction_id) == before
