"""Rules of classification on the wire, and runs of it."""

import zoneinfo
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from hub.domain.classification import (
    FIGURES,
    POOLS,
    CreditRule,
    FiguresRule,
    LifetimeRule,
    LoyaltyRule,
    MatrixRule,
    PoolRule,
    Ratio,
    RfmRule,
    Rule,
    RunState,
    Scheme,
    Scoring,
    ServiceRule,
    Tier,
    ValueRule,
)
from hub.web.models.base import Body, Name, Shown
from hub.web.models.purchases import Amount, Currency

Percent = Annotated[int, Field(ge=1, le=100)]
Days = Annotated[int, Field(ge=1, le=36_500)]
ClassName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


def _rising(values: list[int]) -> list[int]:
    if values != sorted(set(values)):
        raise ValueError("borders must rise")
    return values


def _zone(name: str) -> str:
    if name not in zoneinfo.available_timezones():
        raise ValueError(f"{name!r} is no IANA time zone; write one like Asia/Shanghai")
    return name


Whole = Annotated[int, Field(ge=0, le=10**15)]
Two = Annotated[list[Whole], Field(min_length=2, max_length=2), AfterValidator(_rising)]
Four = Annotated[list[Whole], Field(min_length=4, max_length=4), AfterValidator(_rising)]
Row = Annotated[list[ClassName], Field(min_length=3, max_length=3)]
Zone = Annotated[str, AfterValidator(_zone)]


class FiguresBody(Body):
    """What is counted, and in which currency."""

    currency: Currency
    rates: Annotated[dict[Currency, Annotated[float, Field(gt=0, le=1e9)]], Field(max_length=200)]
    window_months: Annotated[int, Field(ge=1, le=120)]

    def value(self) -> Rule:
        """The domain's value."""
        return FiguresRule(**self.model_dump())


class ValueBody(Body):
    """Core, general, potential."""

    enabled: bool
    core_percent: Percent
    core_from: Amount | None

    def value(self) -> Rule:
        """The domain's value."""
        return ValueRule(**self.model_dump())


class ServiceRuleBody(Body):
    """A, B, C."""

    enabled: bool
    a_percent: Percent
    b_percent: Percent

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.a_percent >= self.b_percent:
            raise ValueError("a_percent must be below b_percent")
        return self

    def value(self) -> Rule:
        """The domain's value."""
        return ServiceRule(**self.model_dump())


class RfmBody(Body):
    """Recency, frequency, money."""

    enabled: bool
    scoring: Scoring
    recency_days: Four
    frequency: Four
    amounts: Four

    def value(self) -> Rule:
        """The domain's value."""
        return RfmRule(
            enabled=self.enabled,
            scoring=self.scoring,
            recency_days=tuple(self.recency_days),
            frequency=tuple(self.frequency),
            amounts=tuple(self.amounts),
        )


class MatrixBody(Body):
    """Consumption cycle by average amount."""

    enabled: bool
    cycle_days: Two
    amounts: Two
    cells: Annotated[list[Row], Field(min_length=3, max_length=3)]

    def value(self) -> Rule:
        """The domain's value."""
        return MatrixRule(
            enabled=self.enabled,
            cycle_days=tuple(self.cycle_days),
            amounts=tuple(self.amounts),
            cells=tuple(tuple(row) for row in self.cells),
        )


class LifetimeBody(Body):
    """Customer lifetime value."""

    enabled: bool
    margin_percent: Annotated[float, Field(gt=0, le=100)]
    retention: Annotated[float, Field(ge=0, le=1)]
    discount: Annotated[float, Field(ge=0, le=10)]
    years: Annotated[int, Field(ge=1, le=100)] | None
    high_from: Amount
    middle_from: Amount

    @model_validator(mode="after")
    def _has_a_value(self) -> Self:
        if self.middle_from >= self.high_from:
            raise ValueError("middle_from must be below high_from")
        if self.years is None and self.retention >= 1 and self.discount == 0:
            raise ValueError("without a discount the value of customers who all stay has no end: give years")
        return self

    def value(self) -> Rule:
        """The domain's value."""
        return LifetimeRule(**self.model_dump())


class TierBody(Body):
    """A loyalty tier."""

    name: ClassName
    years: Annotated[int, Field(ge=0, le=200)]
    after: bool = False


class LoyaltyBody(Body):
    """Loyalty tiers."""

    enabled: bool
    since_attribute: Name
    tiers: Annotated[list[TierBody], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if [each.years for each in self.tiers] != sorted({each.years for each in self.tiers}):
            raise ValueError("tiers must rise by years")
        return self

    def value(self) -> Rule:
        """The domain's value."""
        tiers = tuple(Tier(**each.model_dump()) for each in self.tiers)
        return LoyaltyRule(enabled=self.enabled, since_attribute=self.since_attribute, tiers=tiers)


class RatioBody(Body):
    """One ratio of the credit score."""

    attribute: Name
    weight: Annotated[float, Field(ge=-1000, le=1000)]
    standard: Annotated[float, Field(gt=0, le=1e9)] = 1.0


class CreditBody(Body):
    """Credit class."""

    enabled: bool
    ratios: Annotated[list[RatioBody], Field(max_length=20)]
    strong_above: Annotated[float, Field(ge=-1e9, le=1e9)]
    weak_below: Annotated[float, Field(ge=-1e9, le=1e9)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.weak_below > self.strong_above:
            raise ValueError("weak_below must not be above strong_above")
        return self

    def value(self) -> Rule:
        """The domain's value."""
        return CreditRule(
            enabled=self.enabled,
            ratios=tuple(Ratio(**each.model_dump()) for each in self.ratios),
            strong_above=self.strong_above,
            weak_below=self.weak_below,
        )


class PoolsBody(Body):
    """Pools, claims and weekly lists."""

    dormant_days: Days
    claim_days: Days
    claims_per_agent: Annotated[int, Field(ge=0, le=100_000)]
    weekly_size: Annotated[int, Field(ge=0, le=500)]
    weekly_at: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    not_again_days: Days
    away_days: Days
    zones: Annotated[dict[Name, Zone], Field(max_length=500)]

    def value(self) -> Rule:
        """The domain's value."""
        return PoolRule(**self.model_dump())


RuleBody = (
    FiguresBody
    | ValueBody
    | ServiceRuleBody
    | RfmBody
    | MatrixBody
    | LifetimeBody
    | LoyaltyBody
    | CreditBody
    | PoolsBody
)
RULE_BODIES: dict[str, type[BaseModel]] = {
    FIGURES: FiguresBody,
    Scheme.VALUE.value: ValueBody,
    Scheme.SERVICE.value: ServiceRuleBody,
    Scheme.RFM.value: RfmBody,
    Scheme.MATRIX.value: MatrixBody,
    Scheme.LIFETIME.value: LifetimeBody,
    Scheme.LOYALTY.value: LoyaltyBody,
    Scheme.CREDIT.value: CreditBody,
    POOLS: PoolsBody,
}


class ShownRule(Shown):
    """A rule in force; version 1 is the default."""

    id: str
    name: str
    version: int
    rule: dict[str, object]
    by: str
    at: str | None


class ShownRun(Shown):
    """A run over all customers."""

    id: str
    key: str
    state: RunState
    counts: dict[str, dict[str, int]]
    customers: int
    changed: int
    started_at: str
    ended_at: str | None


class ShownRules(Shown):
    """All rules, how many customers are in each class, and the last run."""

    items: list[ShownRule]
    counts: dict[str, dict[str, int]]
    last_run: ShownRun | None


class ShownRuleHistory(ShownRule):
    """A rule with its versions, newest first."""

    versions: list[ShownRule]


class ShownRuns(Shown):
    """Runs, newest first."""

    items: list[ShownRun]
    next: str | None
