"""Classes customers by the rules: plain arithmetic, the same for a nightly run and for a page that shows the working.

The formulas, their sources and examples computed by hand are in `docs/classification.md`.
"""

import math
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from hub.domain.classification import (
    DEFAULTS,
    Borders,
    CreditRule,
    Figures,
    FiguresRule,
    LifetimeRule,
    LoyaltyRule,
    MatrixRule,
    RfmRule,
    Rule,
    Scheme,
    Scoring,
    ServiceRule,
    Tier,
    ValueRule,
)

_MONTHS = 12
_CYCLES = ("short", "middle", "long")
_AMOUNTS = ("low", "middle", "high")
Fact = int | float | str | None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All rules in force."""

    figures: FiguresRule = field(default_factory=FiguresRule)
    value: ValueRule = field(default_factory=ValueRule)
    service: ServiceRule = field(default_factory=ServiceRule)
    rfm: RfmRule = field(default_factory=RfmRule)
    matrix: MatrixRule = field(default_factory=MatrixRule)
    lifetime: LifetimeRule = field(default_factory=LifetimeRule)
    loyalty: LoyaltyRule = field(default_factory=LoyaltyRule)
    credit: CreditRule = field(default_factory=CreditRule)

    @cached_property
    def in_use(self) -> tuple[str, ...]:
        """The schemes by which customers are classed, as plain text: a run asks a million times."""
        return tuple(each.value for each in Scheme if getattr(self.of(each), "enabled", True))

    def of(self, scheme: Scheme) -> Rule:
        """The rule of a scheme."""
        rule: Rule = getattr(self, scheme.value)
        return rule


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom to class, on which day of the organisation's zone."""

    figures: Figures
    attributes: Mapping[str, str] = field(default_factory=dict)
    today: date
    zone: str = "UTC"

    def day(self, at: datetime) -> date:
        """The local day of a moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    @property
    def has_bought(self) -> bool:
        """Whether any purchase counts."""
        return self.figures.purchases > 0


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A class ("" for none) with the numbers that led to it."""

    name: str
    facts: dict[str, Fact]


def classes_of(subject: Subject, rules: Rules, borders: Borders) -> dict[str, str]:
    """Class a customer by every scheme that is in use and says something."""
    found = ((scheme, _JUDGES[scheme](subject, rules, borders).name) for scheme in rules.in_use)
    return {scheme: name for scheme, name in found if name}


def judge(scheme: Scheme, subject: Subject, rules: Rules, borders: Borders) -> Finding:
    """Class a customer by one scheme, with the working."""
    return _JUDGES[scheme](subject, rules, borders)


def by_value(figures: Figures, rule: ValueRule, borders: Borders) -> Finding:
    """Core, general or potential."""
    least = borders.core_from if rule.core_from is None else rule.core_from
    facts: dict[str, Fact] = {
        "purchases": figures.purchases,
        "window_spent": figures.window_spent,
        "core_from": least,
    }
    if not figures.purchases:
        return Finding(name="potential", facts=facts)
    is_core = figures.window_spent > 0 and figures.window_spent >= least
    return Finding(name="core" if is_core else "general", facts=facts)


def by_turnover(figures: Figures, borders: Borders) -> Finding:
    """A, B or C by the share of the turnover."""
    spent = figures.window_spent
    facts: dict[str, Fact] = {"window_spent": spent, "a_from": borders.a_from, "b_from": borders.b_from}
    if spent > 0 and spent >= borders.a_from:
        return Finding(name="a", facts=facts)
    return Finding(name="b" if spent > 0 and spent >= borders.b_from else "c", facts=facts)


def by_rfm(subject: Subject, rule: RfmRule, borders: Borders) -> Finding:
    """Three digits: 5 is the most recent, the most frequent, the most spent."""
    figures = subject.figures
    if figures.last_at is None:
        return Finding(name="", facts={"purchases": figures.purchases})
    days = max(0, (subject.today - subject.day(figures.last_at)).days)
    by = rule if rule.scoring is Scoring.BORDERS else borders
    r = 5 - _above(days, by.recency_days)
    f = 1 + _above(figures.window_purchases, by.frequency)
    m = 1 + _above(figures.window_spent, by.amounts)
    facts: dict[str, Fact] = {
        "days_since_purchase": days,
        "window_purchases": figures.window_purchases,
        "window_spent": figures.window_spent,
        "r": r,
        "f": f,
        "m": m,
    }
    return Finding(name=f"{r}{f}{m}", facts=facts)


def _above(value: int, borders: Sequence[int]) -> int:
    """How many borders the value lies above."""
    return sum(value > each for each in borders)


def by_matrix(figures: Figures, rule: MatrixRule) -> Finding:
    """The cell of consumption cycle and average amount; who bought once has no cycle yet and counts as long."""
    if not figures.purchases or figures.first_at is None or figures.last_at is None:
        return Finding(name="", facts={"purchases": figures.purchases})
    span = (figures.last_at - figures.first_at).total_seconds() / 86_400
    cycle = span / (figures.purchases - 1) if figures.purchases > 1 else None
    average = figures.spent / figures.purchases
    row = len(rule.cycle_days) if cycle is None else sum(cycle > each for each in rule.cycle_days)
    column = sum(average >= each for each in rule.amounts)
    facts: dict[str, Fact] = {
        "purchases": figures.purchases,
        "spent": figures.spent,
        "cycle_days": None if cycle is None else round(cycle, 1),
        "average_amount": round(average),
        "cycle": _CYCLES[row],
        "amount": _AMOUNTS[column],
    }
    return Finding(name=rule.cells[row][column], facts=facts)


def by_lifetime(figures: Figures, rule: LifetimeRule, window_months: int) -> Finding:
    """High, middle or low lifetime value."""
    if not figures.purchases:
        return Finding(name="", facts={"purchases": 0})
    margin = figures.window_spent * _MONTHS / window_months * rule.margin_percent / 100
    worth = lifetime_value(margin, rule.retention, rule.discount, rule.years)
    name = "high" if worth >= rule.high_from else "middle" if worth >= rule.middle_from else "low"
    facts: dict[str, Fact] = {
        "window_spent": figures.window_spent,
        "yearly_margin": round(margin),
        "retention": rule.retention,
        "discount": rule.discount,
        "years": rule.years,
        "lifetime_value": round(worth),
    }
    return Finding(name=name, facts=facts)


def lifetime_value(margin: float, retention: float, discount: float, years: int | None) -> float:
    """Sum margin * retention^t / (1 + discount)^t over the years t = 1, 2, ..., by its closed form.

    Without end it is margin * retention / (1 + discount - retention):
    S. Gupta, D. R. Lehmann, "Customers as Assets", Journal of Interactive Marketing 17(1), 2003,
    https://doi.org/10.1002/dir.10045. The sum has no value without end when nobody leaves and nothing is discounted.
    """
    factor = retention / (1 + discount)
    if years is None:
        return margin * factor / (1 - factor)
    if factor == 1:
        return margin * years
    return margin * factor * (1 - factor**years) / (1 - factor)


def by_loyalty(subject: Subject, rule: LoyaltyRule) -> Finding:
    """The highest tier whose time has come."""
    since = _since(subject, rule)
    if since is None:
        return Finding(name="", facts={"since": None})
    reached = [each for each in rule.tiers if _has_reached(each, since, subject.today)]
    facts: dict[str, Fact] = {"since": since.isoformat(), "years": full_years(since, subject.today)}
    return Finding(name=reached[-1].name if reached else "", facts=facts)


def _since(subject: Subject, rule: LoyaltyRule) -> date | None:
    stated = subject.attributes.get(rule.since_attribute, "")
    try:
        return date.fromisoformat(stated)
    except ValueError:  # not stated, or not as a date
        first = subject.figures.first_at
        return subject.day(first) if first else None


def _has_reached(tier: Tier, since: date, today: date) -> bool:
    day = anniversary(since, tier.years)
    return today > day if tier.after else today >= day


def anniversary(since: date, years: int) -> date:
    """The day `years` later; 29 February is kept on 1 March of common years."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)


def full_years(since: date, today: date) -> int:
    """How many anniversaries have come."""
    years = today.year - since.year
    return years if anniversary(since, years) <= today else years - 1


def by_credit(attributes: Mapping[str, str], rule: CreditRule) -> Finding:
    """Strong, fair or weak by the weighted sum of ratios, if all are known."""
    ratios = {each.attribute: _number(attributes.get(each.attribute, "")) for each in rule.ratios}
    facts: dict[str, Fact] = dict(ratios)
    if not ratios or None in ratios.values():
        return Finding(name="", facts=facts)
    score = round(sum(each.weight * (ratios[each.attribute] or 0) / each.standard for each in rule.ratios), 6)
    name = "strong" if score > rule.strong_above else "weak" if score < rule.weak_below else "fair"
    return Finding(name=name, facts={**facts, "score": round(score, 3)})


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


_JUDGES: dict[str, Callable[[Subject, Rules, Borders], Finding]] = {
    Scheme.VALUE.value: lambda subject, rules, borders: by_value(subject.figures, rules.value, borders),
    Scheme.SERVICE.value: lambda subject, _, borders: by_turnover(subject.figures, borders),
    Scheme.RFM.value: lambda subject, rules, borders: by_rfm(subject, rules.rfm, borders),
    Scheme.MATRIX.value: lambda subject, rules, _: by_matrix(subject.figures, rules.matrix),
    Scheme.LIFETIME.value: lambda subject, rules, _: by_lifetime(
        subject.figures, rules.lifetime, rules.figures.window_months
    ),
    Scheme.LOYALTY.value: lambda subject, rules, _: by_loyalty(subject, rules.loyalty),
    Scheme.CREDIT.value: lambda subject, rules, _: by_credit(subject.attributes, rules.credit),
}


def borders_of(figures: Sequence[Figures], rules: Rules, today: date, zone: str) -> Borders:
    """Find where the classes that depend on everybody part."""
    buyers = [each for each in figures if each.last_at is not None]
    spent = sorted((each.window_spent for each in buyers if each.window_spent > 0), reverse=True)
    local = ZoneInfo(zone)
    days = [max(0, (today - each.last_at.astimezone(local).date()).days) for each in buyers if each.last_at]
    a_from, b_from = _shares(spent, rules.service.a_percent, rules.service.b_percent)
    return Borders(
        core_from=spent[math.ceil(len(spent) * rules.value.core_percent / 100) - 1] if spent else 0,
        a_from=a_from,
        b_from=b_from,
        recency_days=fifths(days),
        frequency=fifths([each.window_purchases for each in buyers]),
        amounts=fifths([each.window_spent for each in buyers]),
        zone=zone,
    )


def _shares(spent: Sequence[int], a_percent: int, b_percent: int) -> tuple[int, int]:
    """The least spending of A and of B: a customer belongs to A while those before bring less than its share."""
    whole, before, a_from, b_from = sum(spent), 0, 0, 0
    for each in spent:
        if before * 100 < whole * a_percent:
            a_from = each
        if before * 100 < whole * b_percent:
            b_from = each
        before += each
    return a_from, b_from


def fifths(values: Sequence[int]) -> tuple[int, ...]:
    """Four borders that cut the values into fifths, by the nearest rank; equal values stay together."""
    ordered = sorted(values)
    return tuple(ordered[math.ceil(len(ordered) * part / 5) - 1] for part in range(1, 5)) if ordered else ()


def scheme_rules(documents: Mapping[str, Rule]) -> Rules:
    """Put documents and defaults together."""
    return Rules(**{each.name: documents.get(each.name, DEFAULTS[each.name]) for each in fields(Rules)})  # type: ignore[arg-type]


def window_start(at: datetime, rule: FiguresRule, zone: str) -> datetime:
    """When the window begins: the local midnight as many months ago, at the end of a shorter month if need be."""
    local = at.astimezone(ZoneInfo(zone)).date()
    months = local.year * _MONTHS + local.month - 1 - rule.window_months
    year, month = divmod(months, _MONTHS)
    day = min(local.day, monthrange(year, month + 1)[1])
    return datetime(year, month + 1, day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
