"""Applies changed promises of a kind and changed hours to the cases that run under them."""

from collections.abc import Callable
from datetime import datetime

from hub.domain.cases import CaseKind
from hub.domain.hours import NamedHours
from hub.ports.repositories import Tx
from hub.services.cases.clocks import CaseTerms, changed_terms, promised_cases, terms_of_case, terms_of_kind
from hub.services.cases.kinds import all_kinds
from hub.services.cases.rows import store


def retime_kind(tx: Tx, before: CaseKind, after: CaseKind, *, at: datetime) -> None:
    """A kind promises something else, or counts in other hours."""
    told = ("warn_at", "hours_id")
    if before.promises() == after.promises() and all(getattr(before, x) == getattr(after, x) for x in told):
        return
    shared = tx.hours.get(before.hours_id) if before.hours_id else None
    hours = shared.hours if shared else None
    _retime(tx, before.id, lambda _: terms_of_kind(before, hours, at), at)


def retime_case_hours(tx: Tx, before: NamedHours, *, at: datetime) -> None:
    """Shared hours have changed."""
    for kind in all_kinds(tx):
        if kind.hours_id == before.id:
            _retime(tx, kind.id, lambda now: terms_of_kind(now.kind, before.hours, at), at)


def _retime(tx: Tx, kind_id: str, was: Callable[[CaseTerms], CaseTerms], at: datetime) -> None:
    for case in promised_cases(tx, kind_id):
        now = terms_of_case(tx, case)
        store(tx, case, changed_terms(case, was(now), now, at), at)
