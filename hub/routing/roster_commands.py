"""What the engine can be told about queues, plans, profiles and agents: one frozen value a command."""

from dataclasses import dataclass
from enum import StrEnum

from hub.domain.agents import Agent
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.queues import Queue


class OnOffers(StrEnum):
    """What becomes of pending offers when an agent asks to be not ready."""

    REJECT = "reject"
    AFTER = "after"


@dataclass(frozen=True, kw_only=True, slots=True)
class UpsertQueue:
    """Add a queue, or change its members and choices for what comes next."""

    queue: Queue


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveQueue:
    """Forget a queue; refused while work waits in it."""

    queue_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UpsertPlan:
    """Add a plan, or change it: acts at once on all who wait by it."""

    plan: Plan


@dataclass(frozen=True, kw_only=True, slots=True)
class RemovePlan:
    """Forget a plan; those who wait by it go on with their own needs."""

    plan_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UpsertProfile:
    """Add a routing profile, or change it: acts at once on its agents."""

    profile: RoutingProfile


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveProfile:
    """Forget a routing profile; its agents keep the queues that name them."""

    profile_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UpsertAgent:
    """Add an agent, or change skills and capacity; presence and work in hand are kept."""

    agent: Agent


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveAgent:
    """Forget an agent; refused while the agent holds work."""

    agent_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """The agent signed in."""

    agent_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetReady:
    """The agent asks for work."""

    agent_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetNotReady:
    """The agent (or a supervisor) asks for no more work."""

    agent_id: str
    reason: str
    offers: OnOffers = OnOffers.REJECT


@dataclass(frozen=True, kw_only=True, slots=True)
class Logout:
    """The agent leaves, at once or after the work in hand."""

    agent_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionLost:
    """The agent's desk is gone; a grace period starts."""

    agent_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionRestored:
    """The agent's desk is back; `acknowledges` says whether it tells when it shows an offer (None: as before)."""

    agent_id: str
    acknowledges: bool | None = None


RosterCommand = (
    UpsertQueue
    | RemoveQueue
    | UpsertPlan
    | RemovePlan
    | UpsertProfile
    | RemoveProfile
    | UpsertAgent
    | RemoveAgent
    | Login
    | SetReady
    | SetNotReady
    | Logout
    | ConnectionLost
    | ConnectionRestored
)
