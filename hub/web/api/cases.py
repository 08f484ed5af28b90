"""/cases: matters, what is done about them, what happened to them."""

from collections.abc import Callable
from datetime import datetime

from hub.domain.cases import Case, CaseState
from hub.domain.sla import SlaState
from hub.errors import InvalidError
from hub.ports.repositories import Tx
from hub.ports.repositories.cases import CaseFilter
from hub.services.access.audit import record
from hub.services.cases import records as cases
from hub.services.cases import review as case_review
from hub.services.cases import steps as case_steps
from hub.services.cases import visits as case_visits
from hub.services.cases.rows import Actor, actor_of, case_views, entry_shape, require_case
from hub.services.events.announce import interaction_views
from hub.services.shapes import Shape
from hub.web.models.base import Page
from hub.web.models.cases import (
    CaseChange,
    CaseQuery,
    ConfirmBody,
    DispatchBody,
    NewCaseBody,
    PlanBody,
    RecordBody,
    ReopenBody,
    ResolveBody,
    TextBody,
    TieBody,
)
from hub.web.pages import page_shape
from hub.web.route import Call

_OPEN = tuple(each.value for each in CaseState if each.is_open)
_SLA_STATES = {"at_risk": (SlaState.WARNED.value,), "breached": (SlaState.BREACHED.value,)}
_MOST_TIED = 100

Deed = Callable[[Tx, Actor, datetime], Case]


async def list_(call: Call) -> Shape:
    """A page of cases, newest first."""
    wanted = call.query_as(CaseQuery)
    filter_ = CaseFilter(
        customer_id=wanted.customer_id,
        owner_agent_id=_owner(call, wanted.owner),
        has_owner=False if wanted.owner == "nobody" else None,
        team=wanted.team,
        kind=wanted.kind,
        states=_states(wanted.state),
        sla_states=_SLA_STATES.get(wanted.sla or "", ()),
        department_id=wanted.department_id,
        tag=wanted.tag,
        number=_number(wanted.number),
    )

    def work(tx: Tx) -> Shape:
        found = tx.cases.page(filter_, after=wanted.after, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        return {"items": case_views(tx, shown), "next": shown[-1].id if len(found) > wanted.limit else None}

    return await call.read(work)


def _owner(call: Call, owner: str | None) -> str | None:
    if owner == "me":
        return call.caller.agent_id or ""
    return None if owner == "nobody" else owner


def _states(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    named = tuple(each.strip() for each in text.split(","))
    unknown = next((each for each in named if each not in {*CaseState, "open"}), None)
    if unknown is not None:
        text = f"{unknown!r} is no state; write open, or some of {', '.join(CaseState)}"
        raise InvalidError(text, field="state")
    return _OPEN if named == ("open",) else named


def _number(text: str | None) -> int | None:
    if not text:
        return None
    digits = text.upper().removeprefix("C-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise InvalidError(f"{text!r} is no number of a case; write one like C-000123", field="number")
    return int(digits)


async def create(call: Call) -> Shape:
    """Open a case."""
    body = call.body_as(NewCaseBody)
    new = cases.NewCase(
        kind=body.kind,
        subject=body.subject,
        description=body.description,
        customer_id=body.customer_id,
        interaction_id=body.interaction_id,
        owner_agent_id=body.owner_agent_id,
        team=body.team,
        department_ids=None if body.department_ids is None else tuple(dict.fromkeys(body.department_ids)),
        priority=body.priority,
        tags=tuple(dict.fromkeys(body.tags)),
        fields=body.fields,
    )
    return await _done(call, "case.opened", lambda tx, actor, at: cases.open_case(tx, new, actor=actor, at=at))


async def show(call: Call) -> Shape:
    """One case."""
    return await call.read(lambda tx: case_views(tx, [require_case(tx, call.path["id"])])[0])


async def edit(call: Call) -> Shape:
    """Change own fields."""
    values, version = call.body_as(CaseChange).values(), call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return cases.edit_case(tx, call.path["id"], values, actor=actor, expected_version=version, at=at)

    return await _done(call, "case.changed", deed, fields=sorted(values))


async def note(call: Call) -> Shape:
    """Write something down that only staff see."""
    text = call.body_as(TextBody).text
    return await _done(
        call, "case.noted", lambda tx, actor, at: cases.add_note(tx, call.path["id"], text, actor=actor, at=at)
    )


async def resolve(call: Call) -> Shape:
    """Settle the matter."""
    body, version = call.body_as(ResolveBody), call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_steps.resolve(
            tx,
            call.path["id"],
            result=body.result,
            resolution=body.resolution,
            actor=actor,
            expected_version=version,
            at=at,
        )

    return await _done(call, "case.resolved", deed)


async def report(call: Call) -> Shape:
    """The customer was told the result."""
    text, version = call.body_as(TextBody).text, call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_steps.report(tx, call.path["id"], text, actor=actor, expected_version=version, at=at)

    return await _done(call, "case.reported", deed)


async def review(call: Call) -> Shape:
    """The departments concerned have met."""
    text, version = call.body_as(TextBody).text, call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_review.review(tx, call.path["id"], text, actor=actor, expected_version=version, at=at)

    return await _done(call, "case.reviewed", deed)


async def close(call: Call) -> Shape:
    """Put a resolved case away."""
    version = call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_steps.close(tx, call.path["id"], actor=actor, expected_version=version, at=at)

    return await _done(call, "case.closed", deed)


async def reopen(call: Call) -> Shape:
    """Begin another round."""
    reason, version = call.body_as(ReopenBody).reason, call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_steps.reopen(tx, call.path["id"], reason, actor=actor, expected_version=version, at=at)

    return await _done(call, "case.reopened", deed)


async def plan(call: Call) -> Shape:
    """Plan the after-sales work."""
    given, version = call.body_as(PlanBody).given(), call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_visits.plan_visit(tx, call.path["id"], given, actor=actor, expected_version=version, at=at)

    return await _done(call, "case.planned", deed)


async def dispatch(call: Call) -> Shape:
    """Send a technician, or take it to a site."""
    given, version = call.body_as(DispatchBody).given(), call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_visits.dispatch(tx, call.path["id"], given, actor=actor, expected_version=version, at=at)

    return await _done(call, "case.dispatched", deed)


async def record_work(call: Call) -> Shape:
    """Write down what was done."""
    body, version = call.body_as(RecordBody), call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_visits.record_work(
            tx, call.path["id"], text=body.text, parts=body.parts, actor=actor, expected_version=version, at=at
        )

    return await _done(call, "case.recorded", deed)


async def confirm(call: Call) -> Shape:
    """The customer has confirmed."""
    body, version = call.body_as(ConfirmBody), call.expected_version

    def deed(tx: Tx, actor: Actor, at: datetime) -> Case:
        return case_visits.confirm(
            tx,
            call.path["id"],
            confirmed_by=body.confirmed_by,
            how=body.how,
            satisfied=body.satisfied,
            actor=actor,
            expected_version=version,
            at=at,
        )

    return await _done(call, "case.confirmed", deed)


async def contacts(call: Call) -> Shape:
    """The contacts of a case, newest first."""

    def work(tx: Tx) -> Shape:
        case = require_case(tx, call.path["id"])
        return {"items": interaction_views(tx, tx.cases.tied(case.id, limit=_MOST_TIED)), "next": None}

    return await call.read(work)


async def tie(call: Call) -> Shape:
    """Take a contact into the case."""
    contact = call.body_as(TieBody).interaction_id
    return await _done(
        call, "case.tied", lambda tx, actor, at: cases.tie(tx, call.path["id"], contact, actor=actor, at=at)
    )


async def untie(call: Call) -> Shape:
    """Let a contact go."""
    contact = call.path["interaction_id"]
    return await _done(
        call, "case.untied", lambda tx, actor, at: cases.untie(tx, call.path["id"], contact, actor=actor, at=at)
    )


async def history(call: Call) -> Shape:
    """What happened, newest first."""
    wanted = call.query_as(Page)

    def work(tx: Tx) -> Shape:
        case = require_case(tx, call.path["id"])
        found = tx.cases.entries(case.id, after=wanted.after, limit=wanted.limit + 1)
        return page_shape(found, entry_shape, limit=wanted.limit)

    return await call.read(work)


async def _done(call: Call, action: str, deed: Deed, **detail: object) -> Shape:
    """Commit a deed with its line in the audit; answer with the case as it is then."""
    now = call.services.clock.now()
    actor = actor_of(call.caller)

    def work(tx: Tx) -> Shape:
        case = deed(tx, actor, now)
        record(tx, actor=actor.by, action=action, subject=case.id, at=now, **detail)
        return case_views(tx, [case])[0]

    return await call.write(work)
