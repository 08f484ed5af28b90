"""Warns before a case's promised time and tells when it has passed: an alarm and a task to apologise, once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hub.domain.cases import Case, CaseKind, EntryKind, number_text
from hub.domain.events import EVERYONE, SUPERVISORS, EventType, NewEvent, agent_audience
from hub.domain.sla import SlaClock, SlaState
from hub.domain.tasks import TaskKind
from hub.ports.repositories import Tx
from hub.services.cases.clocks import terms_of_case
from hub.services.cases.follow import follow
from hub.services.cases.rows import CASE_ALARM, Actor, alarm_id, note_line, store
from hub.services.shapes import Shape, sla_clock_shape
from hub.services.sla.terms import judged
from hub.services.tasks.records import NewTask, add_task

_WATCH = Actor(by="system:sla")
_CONTACTS = 50


def tell_cases(tx: Tx, case_ids: Sequence[str], at: datetime) -> int:
    """Move the promises whose time has come; a call that was taken meanwhile counts first."""
    for case in tx.cases.lock_many(case_ids).values():
        known = case
        for interaction in tx.cases.tied(case.id, limit=_CONTACTS):
            known = follow(tx, known, interaction, at)
        clocks, news = judged(known.clocks, at)
        if news:
            stored = store(tx, known, replace(known, clocks=clocks), at)
            kind = terms_of_case(tx, stored).kind
            for clock in news:
                _tell(tx, stored, kind, clock, at)
    return len(case_ids)


def _tell(tx: Tx, case: Case, kind: CaseKind, clock: SlaClock, at: datetime) -> None:
    is_broken = clock.state is SlaState.BREACHED
    note_line(tx, case.id, EntryKind.BREACHED if is_broken else EntryKind.WARNED, _WATCH, at, field=clock.kind.value)
    data = {**_about(case), "interaction_id": None, "policy_name": kind.name_en, **sla_clock_shape(clock)}
    type_ = EventType.SLA_BREACHED if is_broken else EventType.SLA_WARNED
    audience = (SUPERVISORS, agent_audience(case.owner_agent_id)) if case.owner_agent_id else (EVERYONE,)
    tx.events.add(NewEvent(type=type_, data=data, subject_id=case.id, audience=audience, at=at))
    if is_broken:
        _alarm(tx, case, clock, at)
        if kind.apologise:
            add_task(tx, _apology(case, clock, at), at=at)


def _alarm(tx: Tx, case: Case, clock: SlaClock, at: datetime) -> None:
    data: Shape = {
        "id": alarm_id(case, clock),
        "alarm": CASE_ALARM,
        "promise": clock.kind.value,
        "detail": f"{number_text(case.number)} {case.subject}",
        **_about(case),
    }
    tx.events.add(NewEvent(type=EventType.ALARM_RAISED, data=data, subject_id=case.id, audience=(SUPERVISORS,), at=at))


def _about(case: Case) -> Shape:
    return {
        "case_id": case.id,
        "case_number": number_text(case.number),
        "subject": case.subject,
        "agent_id": case.owner_agent_id,
        "customer_id": case.customer_id,
    }


def _apology(case: Case, clock: SlaClock, at: datetime) -> NewTask:
    return NewTask(
        kind=TaskKind.APOLOGY,
        title=f"{number_text(case.number)} · {case.subject}",
        text=clock.kind.value,
        owner_agent_id=case.owner_agent_id,
        team=case.team,
        customer_id=case.customer_id,
        case_id=case.id,
        due_at=at,
        remind_at=at,
        origin_key=f"apology:{case.id}:{case.round}:{clock.kind}",
        created_by=_WATCH.by,
    )
