"""Agents: who works, whether they are there, how much of which channel at once."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PresenceState(StrEnum):
    """What the agent chose; the system never chooses `READY` for anyone."""

    OFFLINE = "offline"
    READY = "ready"
    NOT_READY = "not_ready"


@dataclass(frozen=True, kw_only=True)
class Presence:
    """The agent's chosen state since `since`; `pending` is applied when the current work ends.

    `lost_at` is set while the desk's connection is gone and its grace period runs. `ticket` orders agents by idle
    time: the lowest waits longest. `acknowledges`: a desk is connected that says when it shows an offer.
    `handled` counts what was taken since signing in. `cooldowns` keep offers of a kind away until a time.
    """

    state: PresenceState = PresenceState.OFFLINE
    reason: str = ""
    since: datetime
    pending: PresenceState | None = None
    pending_reason: str = ""
    lost_at: datetime | None = None
    ticket: int = 0
    missed_offers: int = 0
    cooldowns: dict[str, datetime] = field(default_factory=dict)
    acknowledges: bool = False
    handled: int = 0


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """How much an agent takes at once: `units` in all, and per kind at most `kinds[kind]` items costing `costs[kind]`
    units.

    A contact of a kind in `interrupts` may come on top of those it names, whose units then do not count. While a
    contact of a kind in `blocks` is in hand, nothing of the kinds it names is offered.
    """

    units: int = 100
    kinds: dict[str, int] = field(
        default_factory=lambda: {"phone": 1, "sms": 5, "email": 5, "webchat": 4, "webhook": 5, "manual": 5}
    )
    costs: dict[str, int] = field(
        default_factory=lambda: {"phone": 100, "sms": 20, "email": 20, "webchat": 25, "webhook": 20, "manual": 0}
    )
    interrupts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    blocks: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A person who takes work. `phone` is the number that calls are connected to; empty means the browser's
    softphone.
    """

    id: str
    version: int = 1
    name: str
    user_id: str | None = None
    phone: str = ""
    skills: dict[str, int] = field(default_factory=dict)
    profile_id: str | None = None
    capacity: Capacity = field(default_factory=Capacity)
    languages: tuple[str, ...] = ()
    team: str = ""
    routing_domain: str = "default"
    presence: Presence
    created_at: datetime
    updated_at: datetime
