"""Pools: who may be won, who is looked after, who has fallen asleep; claims, absences and weekly lists."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Pool(StrEnum):
    """Where a customer stands; the word is the record's `lifecycle`."""

    PUBLIC = "public"
    FOLLOWED = "followed"
    EXISTING = "existing"
    DORMANT = "dormant"


def pool_of(*, last_purchase: datetime | None, is_owned: bool, dormant_days: int, now: datetime) -> Pool:
    """Judge by the last purchase, then by whether somebody looks after the customer."""
    if last_purchase is not None and now - last_purchase <= timedelta(days=dormant_days):
        return Pool.EXISTING
    if is_owned:
        return Pool.FOLLOWED
    return Pool.PUBLIC if last_purchase is None else Pool.DORMANT


class ClaimEnd(StrEnum):
    """Why a claim ended."""

    RELEASED = "released"
    EXPIRED = "expired"
    REASSIGNED = "reassigned"
    MERGED = "merged"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """An agent took a customer at `at` and keeps it until `expires_at` unless there is work on it by then.

    `owner_id` is the customer; a merge ends one of two claims (`hub.services.value.pools`).
    """

    id: str
    owner_id: str
    agent_id: str
    by: str
    at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    end: str = ""


@dataclass(frozen=True, kw_only=True)
class Absence:
    """An agent is away from `first_day` to `last_day`, both included, on the calendar of the agent's zone."""

    id: str
    version: int = 1
    agent_id: str
    first_day: date
    last_day: date
    reason: str = ""
    created_by: str = ""
    created_at: datetime


class CallState(StrEnum):
    """Where a line of a weekly list is."""

    OPEN = "open"
    DONE = "done"
    RETURNED = "returned"
    CANCELED = "canceled"


class CallResult(StrEnum):
    """What came of calling a dormant customer."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    REFUSED = "refused"
    BOUGHT = "bought"


@dataclass(frozen=True, kw_only=True)
class WeeklyCall:
    """A line of an agent's weekly list: one customer to call before `expires_at`. `week` is its Monday.

    `slot` names week and customer as they were when the list was made, so that nobody is on two lists.
    """

    id: str
    version: int = 1
    slot: str
    week: date
    agent_id: str
    customer_id: str
    place: int
    past_value: int
    task_id: str | None = None
    state: CallState = CallState.OPEN
    result: str = ""
    note: str = ""
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""
