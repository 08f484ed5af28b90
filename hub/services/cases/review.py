"""The joint review of a case that concerns several departments: called once, held, written down."""

from dataclasses import replace
from datetime import datetime

from hub.domain.cases import Case, Department, EntryKind, number_text
from hub.domain.sla import SlaKind
from hub.domain.tasks import TaskKind
from hub.errors import ConflictError, InvalidError
from hub.ports.repositories import Tx
from hub.services.cases.clocks import clock_of, reviewed
from hub.services.cases.rows import Actor, note_line, require_case, store
from hub.services.tasks.records import NewTask, add_task
from hub.services.tasks.steps import end_tasks_of_case


def call_review(tx: Tx, case: Case, *, actor: Actor, at: datetime) -> None:
    """Give the lead of each department concerned a task, once each time the case was opened."""
    clock = clock_of(case, SlaKind.JOINT_REVIEW)
    if clock is None or not clock.is_open or case.reviewed_at is not None:
        return
    for department_id in case.department_ids:
        department = tx.departments.get(department_id)
        if department is not None:
            add_task(tx, _task(case, department, clock.due_at, actor), at=at)


def _task(case: Case, department: Department, due_at: datetime | None, actor: Actor) -> NewTask:
    return NewTask(
        kind=TaskKind.JOINT_REVIEW,
        title=f"{number_text(case.number)} · {case.subject}",
        text=department.name,
        owner_agent_id=department.lead_agent_id,
        team=department.team or case.team,
        customer_id=case.customer_id,
        case_id=case.id,
        due_at=due_at,
        remind_at=due_at,
        origin_key=f"joint_review:{case.id}:{case.round}:{department.id}",
        created_by=actor.by,
    )


def review(tx: Tx, case_id: str, text: str, *, actor: Actor, expected_version: int | None, at: datetime) -> Case:
    """Write down what the departments found; their tasks are done with it."""
    case = require_case(tx, case_id, expected_version=expected_version)
    if not text.strip():
        raise InvalidError("write down what the departments found", field="text")
    if not case.state.is_open:
        raise ConflictError(f"the case is {case.state}; reopen it first")
    note_line(tx, case.id, EntryKind.REVIEWED, actor, at, text=text)
    end_tasks_of_case(tx, case.id, (TaskKind.JOINT_REVIEW,), result="reviewed", by=actor.by, at=at)
    return store(tx, case, replace(reviewed(case, at), review=text), at)
