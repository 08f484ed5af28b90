"""Cases over time: promises in opening hours, joint reviews, reports, reopening by contacts; on both databases."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

import pytest

from hub.domain.agents import Agent, Presence
from hub.domain.cases import AfterSalesStep, Case, CaseState, EntryKind
from hub.domain.customers import Customer
from hub.domain.events import EventType
from hub.domain.hours import Interval, NamedHours, OpeningHours
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.messages import Author, AuthorType
from hub.domain.sla import SlaKind, SlaState
from hub.domain.tasks import Task, TaskKind, TaskState
from hub.errors import ConflictError, InvalidError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.tasks import TaskFilter
from hub.services import case_review, case_steps, case_visits, cases
from hub.services.case_clocks import clock_of
from hub.services.case_kinds import all_kinds, edit_kind
from hub.services.case_retime import retime_kind
from hub.services.case_rows import Actor, require_case
from hub.services.departments import create_department
from hub.services.due_work import DueWork
from hub.services.merging import merge, undo
from hub.services.opening_hours import create_hours, edit_hours
from hub.services.outgoing import Draft, write_out
from tests.support.hands import HandClock

T = TypeVar("T")
OFFICE = OpeningHours(time_zone="UTC", week=((Interval(start=time(9), end=time(17)),),) * 5 + ((), ()))
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANNA = Actor(by="user:anna", name="Anna", agent_id="anna")


class Desk:
    """A service desk on a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock(MONDAY)
        self.due = DueWork(database=database, clock=self.clock)

    async def do(self, work: Callable[[Tx], T]) -> T:
        return await self.database.write(work)

    async def people(self) -> Customer:
        """Two agents of one team and a customer."""
        wang = Customer(id=new_id(), name="王小明", created_at=MONDAY, updated_at=MONDAY)

        def work(tx: Tx) -> None:
            for name in ("anna", "bob"):
                presence = Presence(since=MONDAY)
                tx.agents.add(
                    Agent(id=name, name=name, team="care", presence=presence, created_at=MONDAY, updated_at=MONDAY)
                )
            tx.customers.add(wang)

        await self.do(work)
        return wang

    async def open(self, kind: str = "complaint", **more: object) -> Case:
        new = cases.NewCase(kind=kind, subject="Order 1183 came broken", owner_agent_id="anna", **more)  # type: ignore[arg-type]
        return await self.do(lambda tx: cases.open_case(tx, new, actor=ANNA, at=self.clock.now()))

    async def contact(self, customer: Customer | None = None, **more: object) -> Interaction:
        made = Interaction(
            id=new_id(),
            channel="mail",
            kind=InteractionKind.EMAIL,
            state=InteractionState.ACTIVE,
            customer_id=customer.id if customer else None,
            agent_id="anna",
            last_customer_at=self.clock.now(),
            created_at=self.clock.now(),
            updated_at=self.clock.now(),
        )
        made = replace(made, **more)  # type: ignore[arg-type]
        await self.do(lambda tx: tx.interactions.add(made))
        return made

    async def writes(self, contact: Interaction) -> None:
        """The customer writes again."""

        def work(tx: Tx) -> None:
            known = tx.interactions.get(contact.id)
            assert known
            now = self.clock.now()
            after = replace(known, last_customer_at=now, updated_at=now, version=known.version + 1)
            tx.interactions.update(after, known.version)

        await self.do(work)

    async def wait(self, **time: float) -> None:
        self.clock.time += timedelta(**time)
        while await self.due.do_due():
            pass

    async def case(self, case: Case) -> Case:
        return await self.database.read(lambda tx: require_case(tx, case.id))

    async def tasks(self, case: Case, *kinds: TaskKind, state: str = "open") -> list[Task]:
        wanted = TaskFilter(case_id=case.id, kinds=tuple(kinds), states=(state,))
        return list(await self.database.read(lambda tx: tx.tasks.page(wanted, after=None, limit=50)))

    async def told(self, case: Case) -> list[EntryKind]:
        found = await self.database.read(lambda tx: tx.cases.entries(case.id, after=None, limit=100))
        return [each.kind for each in reversed(found)]

    async def events(self, type_: EventType) -> list[dict[str, object]]:
        await self.database.number_events()
        found = await self.database.events_after(0, 1_000)
        return [each.data for each in found if each.type is type_]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


async def test_numbers_are_drawn_without_gaps_even_when_a_transaction_fails(desk: Desk) -> None:
    await desk.people()
    first = await desk.open()
    with pytest.raises(InvalidError):
        await desk.open(customer_id="nobody")
    second = await desk.open("request")

    assert (first.number, second.number) == (1, 2)


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


async def test_departments_are_called_together_once_and_their_review_ends_the_tasks(desk: Desk) -> None:
    await desk.people()

    def departments(tx: Tx) -> tuple[str, ...]:
        made = [
            create_department(tx, {"name": name, "lead_agent_id": lead}, at=MONDAY)
            for name, lead in (("Sales", "anna"), ("Stores", "bob"))
        ]
        return tuple(each.id for each in made)

    both = await desk.do(departments)
    case = await desk.open(department_ids=both[:1])
    assert clock_of(case, SlaKind.JOINT_REVIEW) is None

    def concern(tx: Tx) -> Case:
        fields = {"department_ids": both}
        return cases.edit_case(tx, case.id, fields, actor=ANNA, expected_version=None, at=desk.clock.now())

    concerned = await desk.do(concern)
    clock = clock_of(concerned, SlaKind.JOINT_REVIEW)
    assert clock
    assert clock.due_at == MONDAY + timedelta(hours=8)
    called = await desk.tasks(case, TaskKind.JOINT_REVIEW)
    assert {each.owner_agent_id for each in called} == {"anna", "bob"}

    reviewed = await desk.do(
        lambda tx: case_review.review(
            tx, case.id, "Packing was poor", actor=ANNA, expected_version=None, at=desk.clock.now()
        )
    )
    clock = clock_of(reviewed, SlaKind.JOINT_REVIEW)
    assert clock
    assert clock.state is SlaState.MET
    assert await desk.tasks(case, TaskKind.JOINT_REVIEW) == []


def _resolve(desk: Desk, case: Case) -> Callable[[Tx], Case]:
    return lambda tx: case_steps.resolve(
        tx,
        case.id,
        result="replaced",
        resolution="A new one was sent",
        actor=ANNA,
        expected_version=None,
        at=desk.clock.now(),
    )


async def test_the_result_is_reported_before_the_case_is_put_away(desk: Desk) -> None:
    await desk.people()
    case = await desk.open()
    resolved = await desk.do(_resolve(desk, case))
    clock = clock_of(resolved, SlaKind.RESULT_REPORT)
    assert clock
    assert clock.due_at == MONDAY + timedelta(hours=12)
    assert len(await desk.tasks(case, TaskKind.REPORT_RESULT)) == 1

    def close(tx: Tx) -> Case:
        return case_steps.close(tx, case.id, actor=ANNA, expected_version=None, at=desk.clock.now())

    with pytest.raises(ConflictError, match="report it first"):
        await desk.do(close)
    await desk.do(
        lambda tx: case_steps.report(
            tx, case.id, "Called, she is content", actor=ANNA, expected_version=None, at=desk.clock.now()
        )
    )
    closed = await desk.do(close)

    assert closed.state is CaseState.CLOSED
    assert await desk.tasks(case, TaskKind.REPORT_RESULT) == []
    assert [each.value for each in await desk.told(case)] == ["opened", "resolved", "reported", "closed"]


async def test_a_report_that_is_late_is_an_alarm_and_an_apology_too(desk: Desk) -> None:
    await desk.people()
    case = await desk.open()
    await desk.do(_resolve(desk, case))

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


async def test_a_contact_soon_after_the_end_reopens_and_a_late_one_is_another_matter(desk: Desk) -> None:
    wang = await desk.people()
    contact = await desk.contact(wang)
    case = await desk.open("request", interaction_id=contact.id)
    await desk.do(_resolve(desk, case))

    await desk.wait(days=2)
    await desk.writes(contact)
    await desk.wait()
    reopened = await desk.case(case)
    assert (reopened.state, reopened.round) == (CaseState.OPEN, 2)
    assert clock_of(reopened, SlaKind.FIRST_REPLY)

    await desk.do(_resolve(desk, case))
    await desk.wait(days=30)
    later = await desk.contact(wang, case_id=case.id)
    await desk.wait()

    let_go = await desk.database.read(lambda tx: tx.interactions.get(later.id))
    assert let_go
    assert let_go.case_id is None
    assert (await desk.case(case)).state is CaseState.RESOLVED


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


async def test_after_sales_work_goes_step_by_step(desk: Desk) -> None:
    await desk.people()
    case = await desk.open("repair")
    now = desk.clock.now
    tomorrow = MONDAY + timedelta(days=1)

    def dispatch(tx: Tx) -> Case:
        fields = {"technician_agent_id": "bob", "starts_at": tomorrow}
        return case_visits.dispatch(tx, case.id, fields, actor=ANNA, expected_version=None, at=now())

    with pytest.raises(ConflictError, match="plan the work first"):
        await desk.do(dispatch)
    await desk.do(
        lambda tx: case_visits.plan_visit(
            tx, case.id, {"plan": "Change the pump"}, actor=ANNA, expected_version=None, at=now()
        )
    )
    await desk.do(dispatch)
    [task] = await desk.tasks(case, TaskKind.AFTER_SALES)
    assert (task.owner_agent_id, task.due_at) == ("bob", tomorrow)
    await desk.do(
        lambda tx: case_visits.record_work(
            tx, case.id, text="Changed", parts="Pump P-2", actor=ANNA, expected_version=None, at=now()
        )
    )
    [done] = await desk.tasks(case, TaskKind.AFTER_SALES, state="done")
    assert done.id == task.id

    def confirm(tx: Tx, *, satisfied: bool) -> Case:
        return case_visits.confirm(
            tx,
            case.id,
            confirmed_by="Mrs Wang",
            how="signature",
            satisfied=satisfied,
            actor=ANNA,
            expected_version=None,
            at=now(),
        )

    unhappy = await desk.do(lambda tx: confirm(tx, satisfied=False))
    assert unhappy.after_sales
    assert unhappy.after_sales.step is AfterSalesStep.PLANNED


async def test_merged_customers_share_their_cases_and_get_them_back(desk: Desk) -> None:
    wang = await desk.people()
    other = Customer(id=new_id(), name="Wang Xiaoming", created_at=MONDAY, updated_at=MONDAY)
    await desk.do(lambda tx: tx.customers.add(other))
    case = await desk.open(customer_id=other.id)

    def merged(tx: Tx) -> str:
        return merge(tx, wang.id, other.id, reason="same", by="anna", expected_version=None, at=MONDAY)[0].id

    journal = await desk.do(merged)
    assert (await desk.case(case)).customer_id == wang.id
    await desk.do(lambda tx: undo(tx, journal, by="anna", at=MONDAY))
    assert (await desk.case(case)).customer_id == other.id


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
