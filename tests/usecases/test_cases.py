"""Cases over time: joint reviews, reports, after-sales work, reopening by contacts, merges; on both databases."""

from datetime import timedelta

import pytest

from hub.domain.cases import AfterSalesStep, Case, CaseState
from hub.domain.customers import Customer
from hub.domain.ids import new_id
from hub.domain.sla import SlaKind, SlaState
from hub.domain.tasks import TaskKind
from hub.errors import ConflictError, InvalidError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.cases import records as cases
from hub.services.cases import review as case_review
from hub.services.cases import steps as case_steps
from hub.services.cases import visits as case_visits
from hub.services.cases.clocks import clock_of
from hub.services.cases.departments import create_department
from hub.services.customers.merging import merge, undo
from tests.usecases.service_desk import ANNA, MONDAY, Desk, resolve


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


async def test_the_result_is_reported_before_the_case_is_put_away(desk: Desk) -> None:
    await desk.people()
    case = await desk.open()
    resolved = await desk.do(resolve(desk, case))
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


async def test_a_contact_soon_after_the_end_reopens_and_a_late_one_is_another_matter(desk: Desk) -> None:
    wang = await desk.people()
    contact = await desk.contact(wang)
    case = await desk.open("request", interaction_id=contact.id)
    await desk.do(resolve(desk, case))

    await desk.wait(days=2)
    await desk.writes(contact)
    await desk.wait()
    reopened = await desk.case(case)
    assert (reopened.state, reopened.round) == (CaseState.OPEN, 2)
    assert clock_of(reopened, SlaKind.FIRST_REPLY)

    await desk.do(resolve(desk, case))
    await desk.wait(days=30)
    later = await desk.contact(wang, case_id=case.id)
    await desk.wait()

    let_go = await desk.database.read(lambda tx: tx.interactions.get(later.id))
    assert let_go
    assert let_go.case_id is None
    assert (await desk.case(case)).state is CaseState.RESOLVED


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
