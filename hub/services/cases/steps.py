"""The end of a case and what leads back: resolve, report, close, reopen."""

from dataclasses import replace
from datetime import datetime

from hub.domain.cases import Case, CaseState, EntryKind, number_text
from hub.domain.sla import SlaKind
from hub.domain.tasks import TaskKind
from hub.errors import ConflictError, InvalidError
from hub.ports.repositories import Tx
from hub.services.cases.clocks import clock_of, moved, reported, resolved, review_begun, taken_up_again
from hub.services.cases.review import call_review
from hub.services.cases.rows import Actor, note_line, require_case, store
from hub.services.tasks.records import NewTask, add_task
from hub.services.tasks.steps import end_tasks_of_case


def resolve(
    tx: Tx,
    case_id: str,
    *,
    result: str,
    resolution: str,
    actor: Actor,
    expected_version: int | None,
    at: datetime,
) -> Case:
    """Settle the matter; where a report was promised it is due from now on."""
    case = require_case(tx, case_id, expected_version=expected_version)
    if not case.state.is_open:
        raise ConflictError(f"the case is {case.state} already")
    if not resolution.strip():
        raise InvalidError("say how the matter was settled", field="resolution")
    settled = moved(tx, case, replace(case, state=CaseState.RESOLVED), at)
    settled = replace(
        resolved(tx, settled, at),
        result=result,
        resolution=resolution,
        resolved_at=at,
        resolved_by_agent_id=actor.agent_id or case.owner_agent_id,
        reported_at=None,
        report="",
    )
    note_line(tx, case.id, EntryKind.RESOLVED, actor, at, before=case.state, after=result, text=resolution)
    end_tasks_of_case(tx, case.id, (TaskKind.JOINT_REVIEW,), result="resolved", by=actor.by, at=at)
    stored = store(tx, case, settled, at)
    _ask_for_report(tx, stored, actor, at)
    return stored


def _ask_for_report(tx: Tx, case: Case, actor: Actor, at: datetime) -> None:
    clock = clock_of(case, SlaKind.RESULT_REPORT)
    if clock is None or not clock.is_open:
        return
    task = NewTask(
        kind=TaskKind.REPORT_RESULT,
        title=f"{number_text(case.number)} · {case.subject}",
        owner_agent_id=case.owner_agent_id,
        team=case.team,
        customer_id=case.customer_id,
        case_id=case.id,
        due_at=clock.due_at,
        remind_at=clock.warn_at,
        origin_key=f"report_result:{case.id}:{case.round}",
        created_by=actor.by,
    )
    add_task(tx, task, at=at)


def report(tx: Tx, case_id: str, text: str, *, actor: Actor, expected_version: int | None, at: datetime) -> Case:
    """The customer was told the result: say how, and what they said to it."""
    case = require_case(tx, case_id, expected_version=expected_version)
    if case.state.is_open:
        raise ConflictError(f"the case is {case.state}; resolve it before its result is reported")
    if not text.strip():
        raise InvalidError("say how the customer was told, and what they said to it", field="text")
    note_line(tx, case.id, EntryKind.REPORTED, actor, at, text=text)
    end_tasks_of_case(tx, case.id, (TaskKind.REPORT_RESULT,), result="reported", by=actor.by, at=at)
    return store(tx, case, replace(reported(case, at), report=text, reported_at=at), at)


def close(tx: Tx, case_id: str, *, actor: Actor, expected_version: int | None, at: datetime) -> Case:
    """Put a resolved case away, once the customer knows the result where that was promised."""
    case = require_case(tx, case_id, expected_version=expected_version)
    if case.state is not CaseState.RESOLVED:
        raise ConflictError(f"the case is {case.state}; only a resolved one can be closed")
    clock = clock_of(case, SlaKind.RESULT_REPORT)
    if clock is not None and clock.is_open:
        raise ConflictError("the customer was promised the result; report it first")
    note_line(tx, case.id, EntryKind.CLOSED, actor, at)
    return store(tx, case, replace(case, state=CaseState.CLOSED, closed_at=at), at)


def reopen(tx: Tx, case_id: str, reason: str, *, actor: Actor, expected_version: int | None, at: datetime) -> Case:
    """The matter is not settled after all: another round, with new promises."""
    case = require_case(tx, case_id, expected_version=expected_version)
    if case.state.is_open:
        raise ConflictError(f"the case is {case.state}; there is nothing to reopen")
    return reopened(tx, case, reason, actor=actor, at=at)


def reopened(tx: Tx, case: Case, reason: str, *, actor: Actor, at: datetime) -> Case:
    """Begin another round of a case that is over."""
    again = replace(
        case,
        state=CaseState.OPEN,
        round=case.round + 1,
        resolved_at=None,
        resolved_by_agent_id=None,
        closed_at=None,
        reported_at=None,
        reviewed_at=None,
        replied_at=None,
    )
    note_line(tx, case.id, EntryKind.REOPENED, actor, at, before=case.state, after=CaseState.OPEN, text=reason)
    end_tasks_of_case(tx, case.id, (TaskKind.REPORT_RESULT,), result="reopened", by=actor.by, at=at)
    stored = store(tx, case, review_begun(tx, taken_up_again(tx, again, at), at), at)
    call_review(tx, stored, actor=actor, at=at)
    return stored
