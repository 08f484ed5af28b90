"""Cases: opened, changed, noted on, tied to contacts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hub.domain.cases import WAITING, Case, CaseState, EntryKind
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind
from hub.errors import ConflictError, InvalidError
from hub.ports.repositories import Tx
from hub.services.cases.clocks import changed_terms, moved, opened, replied, review_begun, terms_of_case
from hub.services.cases.kinds import checked_fields, known_kind
from hub.services.cases.review import call_review
from hub.services.cases.rows import Actor, note_line, require_case, store
from hub.services.conversations.edit import require_interaction
from hub.services.events.announce import announce_interaction

_BY_HAND = (CaseState.OPEN, *WAITING)


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """A case to open; what is left out comes from its kind and from the contact that it begins with."""

    kind: str
    subject: str
    description: str = ""
    customer_id: str | None = None
    interaction_id: str | None = None
    owner_agent_id: str | None = None
    team: str = ""
    department_ids: tuple[str, ...] | None = None
    priority: int | None = None
    tags: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


def open_case(tx: Tx, new: NewCase, *, actor: Actor, at: datetime) -> Case:
    """Open a case, perhaps from a contact, which is tied to it; raises `InvalidError` with the field."""
    kind = known_kind(tx, new.kind)
    contact = require_interaction(tx, new.interaction_id) if new.interaction_id else None
    if contact is not None and contact.case_id is not None:
        raise ConflictError(f"this contact belongs to case {contact.case_id}; untie it there first")
    case = Case(
        id=new_id(),
        number=tx.cases.next_number(),
        customer_id=new.customer_id or (contact.customer_id if contact else None),
        kind=kind.id,
        subject=new.subject,
        description=new.description,
        priority=kind.priority if new.priority is None else new.priority,
        owner_agent_id=new.owner_agent_id,
        team=new.team or _team(tx, new.owner_agent_id),
        department_ids=kind.department_ids if new.department_ids is None else new.department_ids,
        tags=new.tags,
        fields=checked_fields(kind, new.fields),
        created_by=actor.by,
        created_at=at,
        updated_at=at,
    )
    _check(tx, case)
    case = review_begun(tx, opened(tx, case, at), at)
    case = _knowing(case, contact, at) if contact is not None else case
    stored = store(tx, None, case, at)
    note_line(tx, case.id, EntryKind.OPENED, actor, at, after=kind.id)
    if contact is not None:
        _mark(tx, contact, case.id, at)
        note_line(tx, case.id, EntryKind.TIED, actor, at, ref_id=contact.id)
    call_review(tx, stored, actor=actor, at=at)
    return stored


def edit_case(
    tx: Tx, case_id: str, fields: Mapping[str, object], *, actor: Actor, expected_version: int | None, at: datetime
) -> Case:
    """Change the fields given, each with a line in the history."""
    before = require_case(tx, case_id, expected_version=expected_version)
    after: Case = replace(before, **fields)  # type: ignore[arg-type]
    if "state" in fields:
        _check_move(tx, before, after.state)
    after = _of_kind(tx, before, after, at) if after.kind != before.kind else after
    if "fields" in fields:
        after = replace(after, fields=checked_fields(terms_of_case(tx, after).kind, after.fields))
    _check(tx, after)
    after = moved(tx, before, after, at)
    after = review_begun(tx, after, at) if after.state.is_open else after
    stored = store(tx, before, after, at)
    for name in sorted(fields):
        was, now = getattr(before, name), getattr(stored, name)
        if was != now:
            note_line(tx, stored.id, EntryKind.CHANGED, actor, at, field=name, before=_said(was), after=_said(now))
    call_review(tx, stored, actor=actor, at=at)
    return stored


def _of_kind(tx: Tx, before: Case, after: Case, at: datetime) -> Case:
    """Another kind promises something else and has other fields: what both have is kept."""
    kind = known_kind(tx, after.kind)
    known = {each.key for each in kind.fields}
    after = replace(after, fields={key: text for key, text in after.fields.items() if key in known})
    after = changed_terms(after, terms_of_case(tx, before), terms_of_case(tx, after), at)
    return opened(tx, after, at) if after.state.is_open else after


def add_note(tx: Tx, case_id: str, text: str, *, actor: Actor, at: datetime) -> Case:
    """Write something down that only staff see."""
    if not text.strip():
        raise InvalidError("the note is empty; write something", field="text")
    case = require_case(tx, case_id)
    note_line(tx, case.id, EntryKind.NOTE, actor, at, text=text)
    return store(tx, case, replace(case, updated_at=at), at)


def tie(tx: Tx, case_id: str, interaction_id: str, *, actor: Actor, at: datetime) -> Case:
    """Take a contact into a case; it leaves the one that it was in."""
    case = require_case(tx, case_id)
    contact = require_interaction(tx, interaction_id)
    if contact.case_id == case.id:
        return case
    if case.customer_id is not None and contact.customer_id not in (None, case.customer_id):
        raise ConflictError("this contact is another customer's; merge the two records, or open a case for that one")
    if contact.case_id is not None:
        untie(tx, contact.case_id, interaction_id, actor=actor, at=at)
        contact = require_interaction(tx, interaction_id)
    _mark(tx, contact, case.id, at)
    note_line(tx, case.id, EntryKind.TIED, actor, at, ref_id=contact.id)
    return store(tx, case, replace(_knowing(case, contact, at), updated_at=at), at)


def untie(tx: Tx, case_id: str, interaction_id: str, *, actor: Actor, at: datetime) -> Case:
    """Let a contact go that has nothing to do with the matter."""
    case = require_case(tx, case_id)
    contact = require_interaction(tx, interaction_id)
    if contact.case_id != case.id:
        raise ConflictError("this contact does not belong to the case")
    _mark(tx, contact, None, at)
    note_line(tx, case.id, EntryKind.UNTIED, actor, at, ref_id=contact.id)
    return store(tx, case, replace(case, updated_at=at), at)


def _mark(tx: Tx, contact: Interaction, case_id: str | None, at: datetime) -> None:
    after = replace(contact, case_id=case_id, version=contact.version + 1, updated_at=at)
    tx.interactions.update(after, contact.version)
    announce_interaction(tx, after, at=at)


def _knowing(case: Case, contact: Interaction, at: datetime) -> Case:
    """Learn from a contact: whose matter it is, by which address, and that a call was an answer already."""
    points = (*case.contact_point_ids, *([contact.contact_point_id] if contact.contact_point_id else []))
    known = replace(
        case,
        customer_id=case.customer_id or contact.customer_id,
        contact_point_ids=tuple(dict.fromkeys(points)),
        contact_at=max(filter(None, (case.contact_at, contact.last_customer_at)), default=None),
    )
    spoken = contact.kind is InteractionKind.PHONE and contact.accepted_at is not None
    return replied(known, at) if spoken and case.replied_at is None else known


def _check_move(tx: Tx, before: Case, state: CaseState) -> None:
    if state is before.state:
        return
    if not before.state.is_open:
        raise ConflictError(f"the case is {before.state}; reopen it first", field="state")
    if state not in _BY_HAND:
        raise InvalidError(f"write {', '.join(_BY_HAND)}; resolve and close are deeds of their own", field="state")
    kind = terms_of_case(tx, before).kind
    if state in WAITING and state not in kind.waiting_states:
        raise InvalidError(f"a {kind.id} never is {state}", field="state")


def _check(tx: Tx, case: Case) -> None:
    if not case.subject.strip():
        raise InvalidError("say in a line what it is about", field="subject")
    customer = tx.customers.get(case.customer_id) if case.customer_id else None
    if case.customer_id and (customer is None or customer.merged_into is not None):
        raise InvalidError(f"there is no customer {case.customer_id}", field="customer_id")
    if case.owner_agent_id and tx.agents.get(case.owner_agent_id) is None:
        raise InvalidError(f"there is no agent {case.owner_agent_id}", field="owner_agent_id")
    unknown = next((each for each in case.department_ids if tx.departments.get(each) is None), None)
    if unknown is not None:
        raise InvalidError(f"there is no department {unknown}", field="department_ids")


def _team(tx: Tx, agent_id: str | None) -> str:
    agent = tx.agents.get(agent_id) if agent_id else None
    return agent.team if agent else ""


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {text}" for key, text in value.items())
    return "" if value is None else str(value)
