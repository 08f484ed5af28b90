"""Writes cases, the lines of their history and their events, all in the transaction in which it happens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.cases import AfterSales, Case, CaseEntry, EntryKind, number_text
from hub.domain.events import EVERYONE, SUPERVISORS, EventType, NewEvent
from hub.domain.ids import new_id
from hub.domain.sla import SlaClock, SlaState
from hub.errors import NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.access.callers import Caller
from hub.services.shapes import Shape, sla_clock_shape, time_shape

CASE_ALARM = "case_promise"
_SEARCHED = ("subject", "description", "resolution", "tags", "fields")


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who does something to a case: a caller, or a part of the hub (`system:sla`)."""

    by: str
    name: str = ""
    agent_id: str | None = None


def actor_of(caller: Caller) -> Actor:
    """Whoever asks."""
    return Actor(by=caller.actor, name=caller.author.name, agent_id=caller.agent_id)


def require_case(tx: Tx, case_id: str, *, expected_version: int | None = None) -> Case:
    """Return one at the expected version."""
    case = tx.cases.get(case_id)
    if case is None:
        raise NotFoundError(f"there is no case {case_id}")
    if expected_version not in (None, case.version):
        raise StaleVersionError(f"case {case_id} is at version {case.version}; read it again")
    return case


def store(tx: Tx, before: Case | None, case: Case, at: datetime) -> Case:
    """Write a new case or a changed one and tell everybody; nothing is written when nothing changed."""
    if before is None:
        tx.cases.add(case)
    elif case == before:
        return case
    else:
        case = replace(case, version=before.version + 1, updated_at=at)
        tx.cases.update(case, before.version)
        _clear_alarms(tx, before, case, at)
    if before is None or any(getattr(before, name) != getattr(case, name) for name in _SEARCHED):
        texts = (number_text(case.number), case.subject, case.description, case.resolution, *case.tags)
        tx.search.put_texts("case", case.id, [*texts, *case.fields.values()])
    announce_case(tx, case, at=at, created=before is None)
    return case


def alarm_id(case: Case, clock: SlaClock) -> str:
    """The name of the alarm about a broken promise; each round of a case has its own."""
    return f"case:{case.id}:{case.round}:{clock.kind}"


def _clear_alarms(tx: Tx, before: Case, case: Case, at: datetime) -> None:
    """What was broken has been kept late, or nobody waits for it any more."""
    still = {each.kind for each in case.clocks if each.is_open and each.breached_at is not None}
    for clock in before.clocks:
        if clock.state is SlaState.BREACHED and clock.kind not in still:
            data: Shape = {"id": alarm_id(before, clock), "alarm": CASE_ALARM, "case_id": case.id}
            tx.events.add(
                NewEvent(type=EventType.ALARM_CLEARED, data=data, subject_id=case.id, audience=(SUPERVISORS,), at=at)
            )


def announce_case(tx: Tx, case: Case, *, at: datetime, created: bool = False) -> None:
    """Write the event of a case."""
    [shape] = case_views(tx, [case])
    type_ = EventType.CASE_CREATED if created else EventType.CASE_UPDATED
    tx.events.add(NewEvent(type=type_, data=shape, subject_id=case.id, audience=(EVERYONE,), at=at))


def note_line(
    tx: Tx,
    case_id: str,
    kind: EntryKind,
    actor: Actor,
    at: datetime,
    *,
    field: str = "",
    before: str = "",
    after: str = "",
    text: str = "",
    ref_id: str | None = None,
) -> CaseEntry:
    """Add a line to the history."""
    entry = CaseEntry(
        id=new_id(),
        case_id=case_id,
        kind=kind,
        by=actor.by,
        by_name=actor.name,
        field=field,
        before=before,
        after=after,
        text=text,
        ref_id=ref_id,
        at=at,
    )
    tx.cases.add_entry(entry)
    return entry


def entry_shape(entry: CaseEntry) -> Shape:
    """A line of the history as the API shows it."""
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "by": entry.by,
        "by_name": entry.by_name,
        "field": entry.field,
        "before": entry.before,
        "after": entry.after,
        "text": entry.text,
        "ref_id": entry.ref_id,
        "at": time_shape(entry.at),
    }


def case_views(tx: Tx, cases: Sequence[Case]) -> list[Shape]:
    """The shapes of several cases, with customers' names read once."""
    customers = tx.customers.get_many(sorted({each.customer_id for each in cases if each.customer_id}))
    names = {each.id: each.name for each in customers.values()}
    return [case_shape(each, customer_name=names.get(each.customer_id or "", "")) for each in cases]


def case_shape(case: Case, *, customer_name: str = "") -> Shape:
    """A case as desks and integrators see it."""
    return {
        "id": case.id,
        "version": case.version,
        "number": number_text(case.number),
        "customer_id": case.customer_id,
        "customer_name": customer_name,
        "kind": case.kind,
        "subject": case.subject,
        "description": case.description,
        "state": case.state.value,
        "priority": case.priority,
        "owner_agent_id": case.owner_agent_id,
        "team": case.team,
        "department_ids": list(case.department_ids),
        "tags": list(case.tags),
        "fields": dict(case.fields),
        "contact_point_ids": list(case.contact_point_ids),
        "sla": {each.kind.value: sla_clock_shape(each) for each in case.clocks} or None,
        "round": case.round,
        "result": case.result,
        "resolution": case.resolution,
        "review": case.review,
        "report": case.report,
        "after_sales": after_sales_shape(case.after_sales),
        "contact_at": time_shape(case.contact_at),
        "replied_at": time_shape(case.replied_at),
        "reviewed_at": time_shape(case.reviewed_at),
        "reported_at": time_shape(case.reported_at),
        "created_by": case.created_by,
        "created_at": time_shape(case.created_at),
        "updated_at": time_shape(case.updated_at),
        "resolved_at": time_shape(case.resolved_at),
        "closed_at": time_shape(case.closed_at),
    }


def after_sales_shape(work: AfterSales | None) -> Shape | None:
    """The after-sales work with its visit."""
    if work is None:
        return None
    visit = work.visit
    return {
        "step": work.step.value,
        "plan": visit.plan,
        "address": visit.address,
        "starts_at": time_shape(visit.starts_at),
        "ends_at": time_shape(visit.ends_at),
        "technician_agent_id": visit.technician_agent_id,
        "technician": visit.technician,
        "planned_at": time_shape(work.planned_at),
        "dispatched_at": time_shape(work.dispatched_at),
        "record": work.record,
        "parts": work.parts,
        "recorded_at": time_shape(work.recorded_at),
        "service_id": work.service_id,
        "satisfied": work.satisfied,
        "confirmed_by": work.confirmed_by,
        "confirmed_how": work.confirmed_how,
        "confirmed_at": time_shape(work.confirmed_at),
    }
