"""Why an offer went where it went, and why an agent does not get an item: closed lists with the values that decided."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.work import WorkItemState

IN_HAND = frozenset({WorkItemState.CONNECTING, WorkItemState.ACTIVE, WorkItemState.HELD, WorkItemState.WRAPPING})
TALKING = frozenset({WorkItemState.CONNECTING, WorkItemState.ACTIVE, WorkItemState.HELD})
ASIDE = frozenset({WorkItemState.PENDING, WorkItemState.SNOOZED})
LIVE = frozenset(each for each in WorkItemState if not each.is_terminal)
UNASSIGNED = frozenset({WorkItemState.PARKED, WorkItemState.WAITING, WorkItemState.OFFERED})


class Rule(StrEnum):
    """What decided who got an item, where it was no strategy."""

    DIRECT = "direct"
    PREFERRED = "preferred"
    NEXT_IN_LINE = "next_in_line"
    ASSIGNED = "assigned"


class Blocker(StrEnum):
    """The first thing that keeps an agent from an item, in the order in which they are looked at."""

    OTHER_AGENT = "other_agent"
    NOT_MEMBER = "not_member"
    RING = "ring"
    MISSING_SKILL = "missing_skill"
    SKILL_TOO_HIGH = "skill_too_high"
    DELAYED = "delayed"
    CHANNEL_DISABLED = "channel_disabled"
    OFFLINE = "offline"
    NOT_READY = "not_ready"
    PRESENCE_PENDING = "presence_pending"
    CONNECTION_LOST = "connection_lost"
    COOLDOWN = "cooldown"
    CHANNEL_FULL = "channel_full"
    BLOCKED_KIND = "blocked_kind"
    UNITS_FULL = "units_full"
    EXCLUDED = "excluded"


class Verdict(StrEnum):
    """Why an item is not in anybody's hands, in a word.

    `nobody_serves` its queues, `nobody_able` of those who do, `nobody_here` of the able is signed in, `nobody_ready` of
    those here; else all who are ready are busy (or rest, or have declined it).
    """

    NOT_WAITING = "not_waiting"
    OFFERED = "offered"
    RESERVED = "reserved"
    NOBODY_SERVES = "nobody_serves"
    NOBODY_ABLE = "nobody_able"
    NOBODY_HERE = "nobody_here"
    NOBODY_READY = "nobody_ready"
    ALL_BUSY = "all_busy"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A blocker with its values: which skill at which level, how much of how much, until when."""

    blocker: Blocker
    detail: str = ""
    have: int | None = None
    need: int | None = None
    until: datetime | None = None


Considered = dict[str, object]


def considered(agent_id: str, ticket: int, blocker: Blocker | None = None, score: float | None = None) -> Considered:
    """One candidate looked at for an offer: idle ticket, what kept the item away, what the strategy made of it."""
    told: Considered = {"agent_id": agent_id, "ticket": ticket, "blocker": blocker and blocker.value}
    if score is not None:
        told["score"] = score
    return told
