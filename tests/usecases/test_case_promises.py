"""What cases promise, in opening hours: kept, paused, warned of, broken; on both databases."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from hub.domain.cases import Case, CaseState, EntryKind
from hub.domain.events import EventType
from hub.domain.hours import Interval, NamedHours
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.domain.messages import Author, AuthorType
from hub.domain.sla import SlaKind, SlaState
from hub.domain.tasks import Task, TaskKind, TaskState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.cases import records as cases
from hub.services.cases.clocks import clock_of
from hub.services.cases.due_work import DueWork
from hub.services.cases.kinds import all_kinds, edit_kind
from hub.services.cases.retime import retime_kind
from hub.services.conversations.outgoing import Draft, write_out
from hub.services.routing_setup.opening_hours import create_hours, edit_hours
from tests.usecases.service_desk import ANNA, MONDAY, OFFICE, Desk, resolve


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_a_missed_reply_raises_one_alarm_and_one_task_however_many_watch(desk: Desk) -> None:
    await desk.people()
    case = await desk.open()
    other = DueWork(database=desk.database, clock=desk.clock)

    await desk.wait(hours=1, minutes=59)
    assert await desk.tasks(case, TaskKind.APOLOGY) == []

    desk.clock.time += timedelta(minutes=1)
    await asyncio.gather(desk.due.do_due(), other.do_due())
    await desk.wait()

    clock = clock_of(await desk.case(case), SlaKind.FIRST_REPLY)
    assert clock
    assert clock.state is SlaState.BREACHED
    [task] = await desk.tasks(case, TaskKind.APOLOGY)
    assert (task.owner_agent_id, task.origin_key) == ("anna", f"apology:{case.id}:1:first_reply")
    [alarm] = await desk.events(EventType.ALARM_RAISED)
    assert (alarm["alarm"], alarm["case_id"], alarm["promise"]) == ("case_promise", case.id, "first_reply")
    assert (await desk.told(case)).count(EntryKind.BREACHED) == 1

    await desk.do(resolve(desk, case))
    [cleared] = await desk.events(EventType.ALARM_CLEARED)
    assert cleared["id"] == alarm["id"]


async def test_the_first_answer_to_the_customer_keeps_the_promise(desk: Desk) -> None:
    wang = await desk.people()
    contact = await desk.contact(wang, address="wang@example.com")
    case = await desk.open(interaction_id=contact.id)
    author = Author(type=AuthorType.AGENT, id="anna", name="Anna")

    def answer(tx: Tx) -> None:
        known = tx.interactions.get(contact.id)
        assert known
        write_out(tx, known, Draft(text="We are looking into it", author=author), desk.clock.now())

    desk.clock.time += timedelta(hours=1)
    await desk.do(answer)
    await desk.wait(hours=5)

    kept = await desk.case(case)
    clock = clock_of(kept, SlaKind.FIRST_REPLY)
    assert clock
    assert (clock.state, kept.state, kept.customer_id) == (SlaState.MET, CaseState.OPEN, wang.id)
    assert await desk.tasks(case, TaskKind.APOLOGY) == []


async def test_a_call_that_was_taken_is_an_answer_also_when_it_is_seen_late(desk: Desk) -> None:
    await desk.people()
    case = await desk.open()
    taken_at = MONDAY + timedelta(minutes=30)
    call = await desk.contact(kind=InteractionKind.PHONE, accepted_at=taken_at, case_id=case.id)

    await desk.wait(hours=3)

    clock = clock_of(await desk.case(case), SlaKind.FIRST_REPLY)
    assert clock
    assert (clock.state, clock.ended_at) == (SlaState.MET, taken_at)
    assert call.case_id == case.id


async def test_a_report_that_is_late_is_an_alarm_and_an_apology_too(desk: Desk) -> None:
    await desk.people()
    case = await desk.open()
    await desk.do(resolve(desk, case))

    await desk.wait(hours=13)

    assert [each.origin_key for each in await desk.tasks(case, TaskKind.APOLOGY)] == [
        f"apology:{case.id}:1:result_report"
    ]


async def test_waiting_for_the_customer_stops_the_resolution_until_they_write(desk: Desk) -> None:
    wang = await desk.people()
    contact = await desk.contact(wang)
    case = await desk.open("request", interaction_id=contact.id)

    def wait(tx: Tx) -> Case:
        fields = {"state": CaseState.WAITING_CUSTOMER}
        return cases.edit_case(tx, case.id, fields, actor=ANNA, expected_version=None, at=desk.clock.now())

    paused = clock_of(await desk.do(wait), SlaKind.RESOLUTION)
    assert paused
    assert paused.state is SlaState.PAUSED

    await desk.wait(days=10)
    await desk.writes(contact)
    await desk.wait()

    again = await desk.case(case)
    clock = clock_of(again, SlaKind.RESOLUTION)
    assert again.state is CaseState.OPEN
    assert clock
    assert clock.due_at == desk.clock.now() + timedelta(days=3)
    assert EntryKind.CONTACTED in await desk.told(case)


async def test_promises_follow_changed_hours_and_kinds(desk: Desk) -> None:
    await desk.people()

    def in_the_office(tx: Tx) -> NamedHours:
        hours = create_hours(tx, {"name": "office", "hours": OFFICE}, at=MONDAY)
        before, after = edit_kind(tx, "complaint", {"hours_id": hours.id}, expected_version=1)
        retime_kind(tx, before, after, at=MONDAY)
        return hours

    hours = await desk.do(in_the_office)
    desk.clock.time = MONDAY + timedelta(hours=6)  # an hour before closing
    case = await desk.open()
    clock = clock_of(case, SlaKind.FIRST_REPLY)
    assert clock
    assert clock.due_at == datetime(2026, 11, 24, 10, tzinfo=UTC)

    longer = replace(OFFICE, week=((Interval(start=time(9), end=time(20)),),) * 7)
    await desk.do(lambda tx: edit_hours(tx, hours.id, {"hours": longer}, expected_version=None, at=desk.clock.now()))
    clock = clock_of(await desk.case(case), SlaKind.FIRST_REPLY)
    assert clock
    assert clock.due_at == datetime(2026, 11, 23, 18, tzinfo=UTC)

    def sooner(tx: Tx) -> None:
        before, after = edit_kind(tx, "complaint", {"first_reply_s": 3600}, expected_version=None)
        retime_kind(tx, before, after, at=desk.clock.now())

    await desk.do(sooner)
    clock = clock_of(await desk.case(case), SlaKind.FIRST_REPLY)
    assert clock
    assert clock.due_at == datetime(2026, 11, 23, 17, tzinfo=UTC)
    kinds = await desk.database.read(all_kinds)
    assert [each.version for each in kinds if each.id == "complaint"] == [3]


async def test_a_poisonous_row_does_not_keep_the_others(desk: Desk) -> None:
    await desk.people()
    first, second = await desk.open(), await desk.open()

    def poison(tx: Tx) -> None:
        tx.tasks.add_new(  # the origin of the apology is taken by a task that says so, not by an apology
            Task(
                id=new_id(),
                title="x",
                origin_key=f"apology:{first.id}:1:first_reply",
                state=TaskState.OPEN,
                created_at=MONDAY,
                updated_at=MONDAY,
            )
        )

    await desk.do(poison)
    await desk.wait(hours=3)

    assert [len(await desk.tasks(each, TaskKind.APOLOGY)) for each in (first, second)] == [0, 1]
