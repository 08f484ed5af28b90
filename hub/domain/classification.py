"""The rules by which customers are classed, as administrators edit them; `docs/classification.md` explains each."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Scheme(StrEnum):
    """What customers are classed by; the names stand in `Customer.classes` and in entry rules."""

    VALUE = "value"
    SERVICE = "service"
    RFM = "rfm"
    MATRIX = "matrix"
    LIFETIME = "lifetime"
    LOYALTY = "loyalty"
    CREDIT = "credit"


class Scoring(StrEnum):
    """How RFM scores are given: by fifths of all buyers, or by fixed borders."""

    QUINTILES = "quintiles"
    BORDERS = "borders"


@dataclass(frozen=True, kw_only=True)
class FiguresRule:
    """What is counted: amounts in `currency`, others at `rates` (units of it for one unit of theirs, minor for minor);
    what has neither counts as a purchase without an amount. The window is the last `window_months`.
    """

    currency: str = "USD"
    rates: dict[str, float] = field(default_factory=dict)
    window_months: int = 12


@dataclass(frozen=True, kw_only=True)
class ValueRule:
    """Core, general, potential: the best `core_percent` of those who bought in the window, or who spent `core_from`."""

    enabled: bool = True
    core_percent: int = 20
    core_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceRule:
    """A, B, C: those who bring the first `a_percent` of the turnover, then up to `b_percent`, then the rest."""

    enabled: bool = True
    a_percent: int = 80
    b_percent: int = 95


@dataclass(frozen=True, kw_only=True)
class RfmRule:
    """Three digits from 1 to 5; the borders, four each in rising order, count when scoring is by borders."""

    enabled: bool = True
    scoring: Scoring = Scoring.QUINTILES
    recency_days: tuple[int, ...] = (30, 90, 180, 365)
    frequency: tuple[int, ...] = (1, 2, 4, 8)
    amounts: tuple[int, ...] = (5_000, 20_000, 50_000, 200_000)


@dataclass(frozen=True, kw_only=True)
class MatrixRule:
    """Consumption cycle by average amount: `cells` has a row a cycle (short, middle, long), in it the classes of low,
    middle and high amounts. Borders belong to the shorter cycle and to the higher amount.
    """

    enabled: bool = True
    cycle_days: tuple[int, ...] = (30, 90)
    amounts: tuple[int, ...] = (20_000, 100_000)
    cells: tuple[tuple[str, ...], ...] = (
        ("develop", "gold", "platinum"),
        ("develop", "silver", "gold"),
        ("adjust", "develop", "silver"),
    )


@dataclass(frozen=True, kw_only=True)
class LifetimeRule:
    """Customer lifetime value from yearly margin, retention and discount; `years` None means without end."""

    enabled: bool = True
    margin_percent: float = 30.0
    retention: float = 0.8
    discount: float = 0.1
    years: int | None = 10
    high_from: int = 200_000
    middle_from: int = 50_000


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A loyalty tier from `years` on, or, with `after`, from the day after that anniversary."""

    name: str
    years: int
    after: bool = False


@dataclass(frozen=True, kw_only=True)
class LoyaltyRule:
    """Tiers by the length of the relationship, which begins at the date in `since_attribute`, else with the first
    purchase.
    """

    enabled: bool = True
    since_attribute: str = "customer_since"
    tiers: tuple[Tier, ...] = (
        Tier(name="bronze", years=1),
        Tier(name="silver", years=2),
        Tier(name="gold", years=6),
        Tier(name="diamond", years=10, after=True),
    )


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """One ratio of the credit score: the customer's attribute over its standard, times its weight."""

    attribute: str
    weight: float
    standard: float = 1.0


@dataclass(frozen=True, kw_only=True)
class CreditRule:
    """Strong above `strong_above`, weak below `weak_below`, else fair; nothing when a ratio is not known."""

    enabled: bool = True
    ratios: tuple[Ratio, ...] = (
        Ratio(attribute="working_capital_to_assets", weight=1.2),
        Ratio(attribute="retained_earnings_to_assets", weight=1.4),
        Ratio(attribute="operating_profit_to_assets", weight=3.3),
        Ratio(attribute="equity_to_liabilities", weight=0.6),
        Ratio(attribute="sales_to_assets", weight=1.0),
    )
    strong_above: float = 2.99
    weak_below: float = 1.81


@dataclass(frozen=True, kw_only=True)
class PoolRule:
    """When customers fall asleep, how long a claim lasts unworked, and how weekly lists are made.

    `zones` are the zones of teams that do not work in the organisation's.
    """

    dormant_days: int = 365
    claim_days: int = 14
    claims_per_agent: int = 50
    weekly_size: int = 10
    weekly_at: str = "09:00"
    not_again_days: int = 90
    away_days: int = 14
    zones: dict[str, str] = field(default_factory=dict)


Rule = FiguresRule | ValueRule | ServiceRule | RfmRule | MatrixRule | LifetimeRule | LoyaltyRule | CreditRule | PoolRule
FIGURES, POOLS = "figures", "pools"
DEFAULTS: dict[str, Rule] = {
    FIGURES: FiguresRule(),
    Scheme.VALUE: ValueRule(),
    Scheme.SERVICE: ServiceRule(),
    Scheme.RFM: RfmRule(),
    Scheme.MATRIX: MatrixRule(),
    Scheme.LIFETIME: LifetimeRule(),
    Scheme.LOYALTY: LoyaltyRule(),
    Scheme.CREDIT: CreditRule(),
    POOLS: PoolRule(),
}


@dataclass(frozen=True, kw_only=True)
class RuleDocument:
    """A version of one rule: `name` is a scheme, `figures` or `pools`. The newest of a name is in force."""

    id: str
    name: str
    version: int
    rule: dict[str, object]
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a customer's purchases come to, all and in the window; amounts in minor units of the rules' currency."""

    owner_id: str
    first_at: datetime | None = None
    last_at: datetime | None = None
    purchases: int = 0
    spent: int = 0
    window_purchases: int = 0
    window_spent: int = 0


@dataclass(frozen=True, kw_only=True)
class Borders:
    """What a run found among all customers, by which one customer is classed until the next run; `zone` is the
    organisation's.
    """

    core_from: int = 0
    a_from: int = 0
    b_from: int = 0
    recency_days: tuple[int, ...] = ()
    frequency: tuple[int, ...] = ()
    amounts: tuple[int, ...] = ()
    zone: str = "UTC"


class RunState(StrEnum):
    """How far a run of the classification came."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class ClassRun:
    """One run over all customers; `key` lets each night have one. `counts` maps schemes to customers by class."""

    id: str
    key: str
    state: RunState = RunState.ASKED
    borders: Borders = field(default_factory=Borders)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    customers: int = 0
    changed: int = 0
    by: str
    started_at: datetime
    beat_at: datetime
    ended_at: datetime | None = None
