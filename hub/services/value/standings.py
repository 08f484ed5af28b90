"""Renews what is known of customers' value: figures, classes and pool, for a few or, page by page, for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from hub.domain.class_changes import POOL, ClassChange
from hub.domain.classification import Borders, Figures, PoolRule, Scheme
from hub.domain.classing import Finding, Rules, Subject, classes_of, judge, window_start
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.pools import Pool, pool_of
from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.ports.repositories.value import NewStanding, Standing
from hub.services.events.announce import customer_event
from hub.services.value.class_rules import rules_in_force


@dataclass(frozen=True, kw_only=True)
class Measure:
    """By what customers are judged at a moment."""

    rules: Rules
    pools: PoolRule
    borders: Borders
    at: datetime

    @cached_property
    def today(self) -> date:
        """The organisation's date."""
        return self.at.astimezone(ZoneInfo(self.borders.zone)).date()

    @cached_property
    def window_start(self) -> datetime:
        """When the window begins in which recent purchases count."""
        return window_start(self.at, self.rules.figures, self.borders.zone)

    def subject(self, figures: Figures, attributes: Mapping[str, str]) -> Subject:
        """A customer to judge."""
        return Subject(figures=figures, attributes=attributes, today=self.today, zone=self.borders.zone)


def measure_now(tx: Tx, at: datetime) -> Measure:
    """The rules in force and the borders of the last run."""
    rules, pools = rules_in_force(tx)
    run = tx.class_runs.last_done()
    return Measure(rules=rules, pools=pools, borders=run.borders if run else Borders(), at=at)


def renew(
    tx: Tx, customer_ids: Sequence[str], *, at: datetime, owners_before: Mapping[str, str | None] | None = None
) -> None:
    """Judge a few customers anew, at once: after a purchase, a claim, a merge; `owners_before` where that changed."""
    judge_many(tx, customer_ids, measure_now(tx, at), owners_before or {})


def judge_many(
    tx: Tx, customer_ids: Sequence[str], measure: Measure, owners_before: Mapping[str, str | None] | None = None
) -> tuple[list[dict[str, str]], int]:
    """Write figures, classes and pool of living customers; return everybody's classes, and how many changed."""
    standings = tx.value.lock(sorted(set(customer_ids)))
    ids = [each.id for each in standings]
    sums = tx.value.sums(ids, measure.rules.figures, measure.window_start)
    known = tx.value.figures(ids)
    figures = {each: sums.get(each, Figures(owner_id=each)) for each in ids}
    tx.value.put_figures([each for key, each in figures.items() if known.get(key, Figures(owner_id=key)) != each])
    classes = {
        each.id: classes_of(measure.subject(figures[each.id], each.attributes), measure.rules, measure.borders)
        for each in standings
    }
    changed = [new for each in standings if (new := _new(each, figures[each.id], classes[each.id], measure))]
    tx.value.put_standings(changed)
    before = {each.id: each for each in standings}
    tx.value.add_changes([_change(before[each.id], each, owners_before or {}) for each in changed])
    after = tx.customers.get_many([each.id for each in changed])
    for each in changed:
        tx.events.add(customer_event(after[each.id], EventType.CUSTOMER_UPDATED, at=measure.at))
    return list(classes.values()), len(changed)


def _new(standing: Standing, figures: Figures, classes: dict[str, str], measure: Measure) -> NewStanding | None:
    """What has to be written; None when all is as it was."""
    pool = pool_of(
        last_purchase=figures.last_at,
        is_owned=standing.owner_agent_id is not None,
        dormant_days=measure.pools.dormant_days,
        now=measure.at,
    ).value
    if pool == standing.lifecycle and classes == standing.classes:
        return None
    return NewStanding(id=standing.id, version=standing.version + 1, lifecycle=pool, classes=classes, at=measure.at)


def _change(standing: Standing, new: NewStanding, owners_before: Mapping[str, str | None]) -> ClassChange:
    """What was gained and lost, for the reports; who was in no pool yet has left none."""
    before = {**_pool(standing.lifecycle), **standing.classes}
    after = {**_pool(new.lifecycle), **new.classes}
    return ClassChange(
        id=new_id(),
        owner_id=new.id,
        agent_id=standing.owner_agent_id,
        agent_before=owners_before.get(new.id, standing.owner_agent_id),
        gained={scheme: name for scheme, name in after.items() if before.get(scheme) != name},
        lost={scheme: name for scheme, name in before.items() if after.get(scheme) != name},
        at=new.at,
    )


def _pool(lifecycle: str) -> dict[str, str]:
    return {POOL: lifecycle} if lifecycle in set(Pool) else {}


@dataclass(frozen=True, kw_only=True)
class Working:
    """How a customer came to be classed: figures, and for each scheme the class with its numbers."""

    figures: Figures
    findings: dict[Scheme, Finding]
    measure: Measure


def working(tx: Tx, customer_id: str, *, at: datetime) -> Working:
    """Show how a customer is classed at this moment."""
    customer = tx.customers.get(customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id}")
    measure = measure_now(tx, at)
    sums = tx.value.sums([customer_id], measure.rules.figures, measure.window_start)
    figures = sums.get(customer_id, Figures(owner_id=customer_id))
    subject = measure.subject(figures, customer.attributes)
    findings = {each: judge(each, subject, measure.rules, measure.borders) for each in Scheme}
    return Working(figures=figures, findings=findings, measure=measure)
