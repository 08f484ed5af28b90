"""The promises of a case, counted as those of contacts are, under the terms of its kind."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from typing_extensions import override

from hub.domain.cases import Case, CaseKind, CaseState
from hub.domain.hours import OpeningHours
from hub.domain.sla import SlaClock, SlaKind, SlaPolicy, SlaState
from hub.ports.repositories import Tx
from hub.ports.repositories.cases import CaseFilter
from hub.services.cases.kinds import find_kind
from hub.services.sla.terms import Terms, dropped, kept, paused, resumed, retimed, started

_OPEN = (SlaState.RUNNING.value, SlaState.WARNED.value, SlaState.PAUSED.value, SlaState.BREACHED.value)
_PAGE = 500


@dataclass(frozen=True, kw_only=True)
class CaseTerms(Terms):
    """What a kind of case promises, in its opening hours."""

    kind: CaseKind

    @override
    def target(self, kind: SlaKind) -> int | None:
        """The seconds promised for this."""
        return self.kind.promises().get(kind)


def terms_of_kind(kind: CaseKind, hours: OpeningHours | None, at: datetime) -> CaseTerms:
    """The terms of a kind."""
    policy = SlaPolicy(id=f"case:{kind.id}", name=kind.name_en, warn_at=kind.warn_at, created_at=at, updated_at=at)
    return CaseTerms(policy=policy, hours=hours, kind=kind)


def terms_of_case(tx: Tx, case: Case) -> CaseTerms:
    """The terms of a case's promises; those of a kind that is gone run on around the clock."""
    kind = find_kind(tx, case.kind) or CaseKind(id=case.kind, name_en=case.kind)
    shared = tx.hours.get(kind.hours_id) if kind.hours_id else None
    return terms_of_kind(kind, shared.hours if shared else None, case.created_at)


def opened(tx: Tx, case: Case, at: datetime) -> Case:
    """Start what is promised from the opening on."""
    terms = terms_of_case(tx, case)
    clocks = started(case.clocks, terms, SlaKind.FIRST_REPLY, at)
    return replace(case, clocks=started(clocks, terms, SlaKind.RESOLUTION, at))


def moved(tx: Tx, before: Case, after: Case, at: datetime) -> Case:
    """Pause and take up again with the state: while the hub waits for the customer the resolution does not run."""
    waits = CaseState.WAITING_CUSTOMER
    if before.state is not waits and after.state is waits:
        return replace(after, clocks=paused(after.clocks, terms_of_case(tx, after), at))
    if before.state is waits and after.state is not waits:
        return replace(after, clocks=resumed(after.clocks, terms_of_case(tx, after), at))
    return after


def replied(case: Case, at: datetime) -> Case:
    """The customer has had a first answer."""
    return replace(case, clocks=kept(case.clocks, SlaKind.FIRST_REPLY, at), replied_at=case.replied_at or at)


def resolved(tx: Tx, case: Case, at: datetime) -> Case:
    """The resolution is kept, a reply and a review that nobody waits for any more are dropped, the report begins."""
    clocks = kept(case.clocks, SlaKind.RESOLUTION, at)
    for kind in (SlaKind.FIRST_REPLY, SlaKind.JOINT_REVIEW):
        clocks = dropped(clocks, kind, at)
    return replace(case, clocks=started(clocks, terms_of_case(tx, case), SlaKind.RESULT_REPORT, at))


def reported(case: Case, at: datetime) -> Case:
    """The customer knows the result."""
    return replace(case, clocks=kept(case.clocks, SlaKind.RESULT_REPORT, at))


def taken_up_again(tx: Tx, case: Case, at: datetime) -> Case:
    """What was promised from the opening on is promised anew; a report of the old result is no longer."""
    clocks = dropped(case.clocks, SlaKind.RESULT_REPORT, at)
    return opened(tx, replace(case, clocks=clocks), at)


def review_begun(tx: Tx, case: Case, at: datetime) -> Case:
    """Several departments are concerned: the joint review is promised, unless it runs or was held."""
    if case.reviewed_at is not None or len(case.department_ids) < 2:
        return case
    return replace(case, clocks=started(case.clocks, terms_of_case(tx, case), SlaKind.JOINT_REVIEW, at))


def reviewed(case: Case, at: datetime) -> Case:
    """The departments have met."""
    return replace(case, clocks=kept(case.clocks, SlaKind.JOINT_REVIEW, at), reviewed_at=at)


def clock_of(case: Case, kind: SlaKind) -> SlaClock | None:
    """The promise of a kind, if it was given."""
    return next((each for each in case.clocks if each.kind is kind), None)


def changed_terms(case: Case, before: Terms, after: Terms, at: datetime) -> Case:
    """Other promises or hours hold from now on; the time used so far stays used."""
    return replace(case, clocks=retimed(case.clocks, before, after, at))


def promised_cases(tx: Tx, kind_id: str | None) -> Iterator[Case]:
    """Every case with an open promise, of one kind or of all."""
    wanted = CaseFilter(kind=kind_id, sla_states=_OPEN)
    after: str | None = None
    while page := tx.cases.page(wanted, after=after, limit=_PAGE):
        yield from page
        after = page[-1].id
        if len(page) < _PAGE:
            return
