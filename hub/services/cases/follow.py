"""Keeps a case in step with its contacts: the customer wrote, an agent replied, a call was taken."""

from dataclasses import replace
from datetime import datetime

from hub.domain.cases import Case, CaseState, EntryKind
from hub.domain.interactions import Interaction, InteractionKind
from hub.domain.sla import SlaKind
from hub.ports.repositories import Tx
from hub.services.cases.clocks import clock_of, moved, replied
from hub.services.cases.kinds import find_kind, reopens
from hub.services.cases.records import untie
from hub.services.cases.rows import Actor, note_line, store
from hub.services.cases.steps import reopened

CONTACT = Actor(by="system:contact")


def agent_replied(tx: Tx, interaction: Interaction, by: Actor, at: datetime) -> None:
    """An agent has written to the customer on a contact of a case, in the same transaction."""
    case = tx.cases.lock_many([interaction.case_id]).get(interaction.case_id) if interaction.case_id else None
    if case is None or case.replied_at is not None:
        return
    _first_reply(tx, case, interaction, by, at)


def _first_reply(tx: Tx, case: Case, interaction: Interaction, by: Actor, at: datetime) -> Case:
    note_line(tx, case.id, EntryKind.REPLIED, by, at, ref_id=interaction.id)
    state = CaseState.OPEN if case.state is CaseState.NEW else case.state
    return store(tx, case, replied(replace(case, state=state), at), at)


def follow(tx: Tx, case: Case, interaction: Interaction, at: datetime) -> Case:
    """Take over what happened on a contact since it was followed last; a second look changes nothing.

    Returns the case as it is then. A contact that came long after the end is another matter: it is let go.
    """
    case = _taken_call(tx, case, interaction)
    wrote_at = interaction.last_customer_at
    if wrote_at is None or (case.contact_at is not None and wrote_at <= case.contact_at):
        return case
    ended_at = case.closed_at or case.resolved_at
    if ended_at is not None and wrote_at > ended_at and not reopens(find_kind(tx, case.kind), ended_at, wrote_at):
        let_go = store(tx, case, replace(case, contact_at=wrote_at), at)
        return untie(tx, case.id, interaction.id, actor=CONTACT, at=at) if _is_later(interaction, ended_at) else let_go
    return _contacted(tx, replace(case, contact_at=wrote_at), case, interaction, at)


def _is_later(interaction: Interaction, ended_at: datetime) -> bool:
    return interaction.created_at > ended_at


def _contacted(tx: Tx, heard: Case, case: Case, interaction: Interaction, at: datetime) -> Case:
    ended_at = case.closed_at or case.resolved_at
    if not case.state.is_open and ended_at is not None and (heard.contact_at or ended_at) > ended_at:
        stored = store(tx, case, heard, at)
        return reopened(tx, stored, "", actor=CONTACT, at=at)
    if case.state is CaseState.WAITING_CUSTOMER:
        note_line(tx, case.id, EntryKind.CONTACTED, CONTACT, at, ref_id=interaction.id)
        heard = moved(tx, case, replace(heard, state=CaseState.OPEN), at)
    return store(tx, case, heard, at)


def _taken_call(tx: Tx, case: Case, interaction: Interaction) -> Case:
    """Speaking with the customer is an answer."""
    clock = clock_of(case, SlaKind.FIRST_REPLY)
    taken_at = interaction.accepted_at
    if interaction.kind is not InteractionKind.PHONE or taken_at is None or clock is None or not clock.is_open:
        return case
    if taken_at < clock.started_at:
        return case
    return _first_reply(tx, case, interaction, Actor(by=_by(interaction), agent_id=interaction.agent_id), taken_at)


def _by(interaction: Interaction) -> str:
    return f"agent:{interaction.agent_id}" if interaction.agent_id else "system:contact"
