"""After-sales work of a case: planned, dispatched to a technician or site, recorded, confirmed with the customer."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hub.domain.cases import AfterSales, AfterSalesStep, Case, EntryKind, Visit, number_text
from hub.domain.ids import new_id
from hub.domain.purchases import ServiceRecord
from hub.domain.tasks import TaskKind
from hub.domain.time import to_rfc3339
from hub.errors import ConflictError, InvalidError
from hub.ports.repositories import Tx
from hub.services.cases.kinds import find_kind
from hub.services.cases.rows import Actor, note_line, require_case, store
from hub.services.tasks.records import NewTask, add_task
from hub.services.tasks.steps import end_tasks_of_case
from hub.services.value.purchases import put_services

_BEFORE = {
    AfterSalesStep.DISPATCHED: (AfterSalesStep.PLANNED, AfterSalesStep.DISPATCHED),
    AfterSalesStep.RECORDED: (AfterSalesStep.PLANNED, AfterSalesStep.DISPATCHED, AfterSalesStep.RECORDED),
    AfterSalesStep.CONFIRMED: (AfterSalesStep.RECORDED,),
}
_NEEDED = {
    AfterSalesStep.DISPATCHED: "plan the work first",
    AfterSalesStep.RECORDED: "plan the work first",
    AfterSalesStep.CONFIRMED: "record first what was done",
}


def plan_visit(
    tx: Tx, case_id: str, fields: Mapping[str, object], *, actor: Actor, expected_version: int | None, at: datetime
) -> Case:
    """Say what will be done, where and when; a plan may be changed until the work is recorded."""
    case = _open_case(tx, case_id, expected_version)
    known = case.after_sales
    if known is not None and known.step not in _BEFORE[AfterSalesStep.DISPATCHED]:
        raise ConflictError(f"the work is {known.step} already")
    visit: Visit = replace(known.visit if known else Visit(), **fields)  # type: ignore[arg-type]
    _check(tx, visit)
    planned = AfterSales(step=AfterSalesStep.PLANNED, visit=visit, planned_at=at)
    work = replace(known, visit=visit) if known is not None else planned
    return _stepped(tx, case, work, actor, at, text=visit.plan)


def dispatch(
    tx: Tx, case_id: str, fields: Mapping[str, object], *, actor: Actor, expected_version: int | None, at: datetime
) -> Case:
    """Send somebody: an agent of ours, who gets a task, or a technician or site by name."""
    case = _open_case(tx, case_id, expected_version)
    known = _at_step(case, AfterSalesStep.DISPATCHED)
    visit: Visit = replace(known.visit, **fields)  # type: ignore[arg-type]
    _check(tx, visit)
    if not visit.technician_agent_id and not visit.technician.strip():
        raise InvalidError("say who goes there: an agent, or a technician or site by name", field="technician")
    end_tasks_of_case(tx, case.id, (TaskKind.AFTER_SALES,), result="sent_anew", by=actor.by, at=at)
    work = replace(known, step=AfterSalesStep.DISPATCHED, visit=visit, dispatched_at=at)
    stored = _stepped(tx, case, work, actor, at, text=_who(tx, visit))
    if visit.technician_agent_id:
        add_task(tx, _task(stored, visit, actor), at=at)
    return stored


def record_work(
    tx: Tx, case_id: str, *, text: str, parts: str, actor: Actor, expected_version: int | None, at: datetime
) -> Case:
    """Write down what was done."""
    case = _open_case(tx, case_id, expected_version)
    known = _at_step(case, AfterSalesStep.RECORDED)
    if not text.strip():
        raise InvalidError("say what was done", field="text")
    end_tasks_of_case(tx, case.id, (TaskKind.AFTER_SALES,), result="recorded", by=actor.by, at=at)
    work = replace(known, step=AfterSalesStep.RECORDED, record=text, parts=parts, recorded_at=at)
    return _stepped(tx, case, _kept_for_the_customer(tx, case, work, actor, at), actor, at, text=text)


def _kept_for_the_customer(tx: Tx, case: Case, work: AfterSales, actor: Actor, at: datetime) -> AfterSales:
    """What was done stands among the customer's service records, too; recorded again it is the same record."""
    if case.customer_id is None:
        return work
    done = ServiceRecord(
        id=new_id(),
        customer_id=case.customer_id,
        source="case",
        external_id=f"{number_text(case.number)}/{to_rfc3339(work.planned_at)}",
        kind=case.kind,
        done=work.record,
        at=at,
        by=_who(tx, work.visit),
        plan=work.visit.plan,
        case_id=case.id,
        created_at=at,
        updated_at=at,
    )
    [stored] = put_services(tx, [done], by=actor.by, at=at)
    return replace(work, service_id=stored.value.id)


def confirm(
    tx: Tx,
    case_id: str,
    *,
    confirmed_by: str,
    how: str,
    satisfied: bool,
    actor: Actor,
    expected_version: int | None,
    at: datetime,
) -> Case:
    """The customer agrees; one who is not satisfied gets another plan."""
    case = _open_case(tx, case_id, expected_version)
    known = _at_step(case, AfterSalesStep.CONFIRMED)
    if not confirmed_by.strip():
        raise InvalidError("say who of the customer's side has confirmed", field="confirmed_by")
    told = replace(known, satisfied=satisfied, confirmed_by=confirmed_by, confirmed_how=how, confirmed_at=at)
    if satisfied:
        told = replace(told, step=AfterSalesStep.CONFIRMED)
    else:
        told = replace(told, step=AfterSalesStep.PLANNED, planned_at=at)
    return _stepped(tx, case, told, actor, at, text=confirmed_by)


def _open_case(tx: Tx, case_id: str, expected_version: int | None) -> Case:
    case = require_case(tx, case_id, expected_version=expected_version)
    kind = find_kind(tx, case.kind)
    if kind is None or not kind.after_sales:
        raise ConflictError(f"cases of the kind {case.kind} have no after-sales work; choose another kind")
    if not case.state.is_open:
        raise ConflictError(f"the case is {case.state}; reopen it first")
    return case


def _at_step(case: Case, wanted: AfterSalesStep) -> AfterSales:
    work = case.after_sales
    if work is None or work.step not in _BEFORE[wanted]:
        here = f"the work is {work.step}" if work else "nothing is planned"
        raise ConflictError(f"{here}; {_NEEDED[wanted]}")
    return work


def _stepped(tx: Tx, case: Case, work: AfterSales, actor: Actor, at: datetime, *, text: str) -> Case:
    before = case.after_sales.step.value if case.after_sales else ""
    note_line(tx, case.id, EntryKind.AFTER_SALES, actor, at, before=before, after=work.step.value, text=text)
    return store(tx, case, replace(case, after_sales=work), at)


def _check(tx: Tx, visit: Visit) -> None:
    if visit.starts_at and visit.ends_at and visit.ends_at <= visit.starts_at:
        raise InvalidError("ends before it starts", field="ends_at")
    if visit.technician_agent_id and tx.agents.get(visit.technician_agent_id) is None:
        raise InvalidError(f"there is no agent {visit.technician_agent_id}", field="technician_agent_id")


def _who(tx: Tx, visit: Visit) -> str:
    agent = tx.agents.get(visit.technician_agent_id) if visit.technician_agent_id else None
    return agent.name if agent else visit.technician


def _task(case: Case, visit: Visit, actor: Actor) -> NewTask:
    return NewTask(
        kind=TaskKind.AFTER_SALES,
        title=f"{number_text(case.number)} · {case.subject}",
        text="\n".join(filter(None, (visit.plan, visit.address))),
        owner_agent_id=visit.technician_agent_id,
        team=case.team,
        customer_id=case.customer_id,
        case_id=case.id,
        due_at=visit.starts_at,
        remind_at=visit.starts_at,
        created_by=actor.by,
    )
