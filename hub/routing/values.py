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
    """What decided who got an item."""

    DIRECT = "direct"
    PREFERRED = "preferred"
    LONGEST_IDLE = "longest_idle"
    NEXT_IN_LINE = "next_in_line"


class Blocker(StrEnum):
    """The first thing that keeps an agent from an item."""

    OTHER_AGENT = "other_agent"
    NOT_MEMBER = "not_member"
    OUTER_RING = "outer_ring"
    TOO_EARLY = "too_early"
    MISSING_SKILL = "missing_skill"
    OFFLINE = "offline"
    NOT_READY = "not_ready"
    PRESENCE_PENDING = "presence_pending"
    CONNECTION_LOST = "connection_lost"
    CHANNEL_DISABLED = "channel_disabled"
    COOLDOWN = "cooldown"
    CHANNEL_FULL = "channel_full"
    UNITS_FULL = "units_full"
    EXCLUDED = "excluded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A blocker with its values: which skill at which level, how much of how much, until when."""

    blocker: Blocker
    detail: str = ""
    have: int | None = None
    need: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Considered:
    """One candidate looked at for an offer: its idle ticket, and why not (None: it was chosen)."""

    agent_id: str
    ticket: int
    blocker: Blocker | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """The rule that chose, the candidates in the order looked at (the chosen one last), and the place in line."""

    rule: Rule
    considered: tuple[Considered, ...]
    key: datetime
    waited_s: float

    def as_data(self) -> dict[str, object]:
        """Give the shape kept in `Offer.why`."""
        return {
            "rule": self.rule.value,
            "key": self.key.isoformat(),
            "waited_s": self.waited_s,
            "considered": [
                {"agent_id": each.agent_id, "ticket": each.ticket, "blocker": each.blocker and each.blocker.value}
                for each in self.considered
            ],
        }
