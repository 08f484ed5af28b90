"""Pools, weekly lists and absences on the wire."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from hub.domain.pools import CallResult, CallState, Pool
from hub.web.models.base import Body, Id, Line, Page, Query, Shown, ShownVersioned
from hub.web.models.customers import ShownCustomer


def _written(day: object) -> object:
    """Pydantic would also take numbers for days; people write dates."""
    if not isinstance(day, str):
        return day
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
        raise ValueError("must be a date like 2026-11-23")
    return date.fromisoformat(day)


Day = Annotated[date, BeforeValidator(_written)]


class PoolQuery(Page):
    """Which customers; `owner` is an agent's id, or `nobody`."""

    pool: Pool | None = None
    owner: Id | None = None


class PoolAssignBody(Body):
    """Who looks after the customer from now on."""

    agent_id: Id


class WeeklyQuery(Query):
    """Whose list, of which week (its Monday); without one the newest first."""

    week: Day | None = None
    agent_id: Id | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class CallResultBody(Body):
    """What came of a call."""

    result: CallResult
    note: Line = ""


class AbsenceQuery(Query):
    """From which day on; today when left out."""

    since: Day | None = None


class AbsenceBody(Body):
    """Who is away from when to when, both days included."""

    agent_id: Id
    first_day: Day
    last_day: Day
    reason: Line = ""


class ShownPools(Shown):
    """How many customers are in each pool, and how many each agent looks after."""

    counts: dict[str, int]
    owners: dict[str, int]
    claims_per_agent: int
    claim_days: int
    dormant_days: int


class ShownPoolCustomer(Shown):
    """A customer with the past value and the claim that stands."""

    customer: ShownCustomer
    spent: int
    last_purchase_at: str | None
    claim: dict[str, object] | None


class ShownPoolCustomers(Shown):
    """A page of a pool."""

    items: list[ShownPoolCustomer]
    next: str | None
    currency: str


class ShownWeeklyCall(ShownVersioned):
    """A line of a weekly list."""

    week: str
    agent_id: str
    customer_id: str
    customer_name: str
    phone: str
    place: int
    past_value: int
    task_id: str | None
    state: CallState
    result: str
    note: str
    expires_at: str


class ShownWeeklyCalls(Shown):
    """Lines of weekly lists."""

    items: list[ShownWeeklyCall]
    next: str | None
    currency: str


class ShownAbsence(ShownVersioned):
    """An absence."""

    agent_id: str
    first_day: str
    last_day: str
    reason: str


class ShownAbsences(Shown):
    """Absences, the earliest first."""

    items: list[ShownAbsence]
    next: str | None
