"""Queues, their members, opening hours, and the result codes of work done."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hub.domain.hours import OpeningHours
from hub.domain.plans import Strategy


@dataclass(frozen=True, kw_only=True)
class QueueMember:
    """An agent who serves a queue; a lower rank is served first."""

    agent_id: str
    rank: int = 1


class WrapUpMode(StrEnum):
    """How work after the contact ends (docs/routing.md, "Wrap-up")."""

    OPTIONAL = "optional"
    DISCRETIONARY = "discretionary"
    TIMEBOXED = "timeboxed"


@dataclass(frozen=True, kw_only=True)
class WrapUpRule:
    """How one kind's wrap-up of `wrap_up_s` seconds is kept.

    `optional`: ends when the agent says so, at the latest after the time. `discretionary`: the agent decides, the time
    is a bound far off. `timeboxed`: not before `min_s`. `extension_s` may be asked for once. With `overlaps` it takes
    no units.
    """

    mode: WrapUpMode = WrapUpMode.OPTIONAL
    min_s: int = 0
    extension_s: int = 0
    overlaps: bool = False


class Trigger(StrEnum):
    """Why work overflows."""

    FULL = "full"
    EMPTY = "empty"
    CLOSED = "closed"
    MAX_WAIT = "max_wait"
    MAX_ESTIMATED_WAIT = "max_estimated_wait"
    NO_AGENT = "no_agent"
    PLAN_ENDED = "plan_ended"


class DestinationKind(StrEnum):
    """Where work overflows to; what a kind of contact cannot do is passed over, and at the end of the list it stays."""

    QUEUE = "queue"
    VOICEMAIL = "voicemail"
    CALLBACK = "callback"
    MESSAGE = "message"
    END = "end"


@dataclass(frozen=True, kw_only=True)
class Destination:
    """One place to overflow to; `queue_id` for a queue, `text` for a message."""

    kind: DestinationKind
    queue_id: str | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Overflow:
    """What to try, in order, when a trigger fires; of queues only those not visited yet, five in all."""

    on: Trigger
    to: tuple[Destination, ...]


class OnClose(StrEnum):
    """What becomes of those who already wait when the queue closes."""

    DRAIN = "drain"
    PARK = "park"
    OVERFLOW = "overflow"


@dataclass(frozen=True, kw_only=True)
class CallbackRule:
    """Whether callers may ask to be called back, by which key, and how it is tried."""

    digit: str = "1"
    delay_s: int = 10
    retry_s: int = 300
    max_attempts: int = 3
    expires_s: int = 86_400


@dataclass(frozen=True, kw_only=True)
class Announcements:
    """What waiting callers are told: never a worse place than before, and not more often than `every_s`."""

    position: bool = True
    estimated_wait: bool = False
    every_s: int = 30


@dataclass(frozen=True, kw_only=True)
class ServiceGoal:
    """The share `goal` of contacts to be answered within `threshold_s`; those who leave before `short_abandon_s` do
    not count against it in one of the variants.
    """

    goal: float = 0.8
    threshold_s: int = 20
    short_abandon_s: int = 5


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Where work waits. Times are seconds; `offer_timeout_s` and `wrap_up_s` hold a value a kind.

    `wrap_up_s` 0 means no wrap-up; `disposition_required` asks for a result code, and on time-out stores `unset`.
    `weight` breaks ties between queues of one rank, the heavier first. `ring` is how many agents at once an item is
    offered to (`ring_all`). `auto_accept` names kinds that are accepted for the agent as soon as the desk shows them.
    `max_wait_s`, `no_agent_s`, `max_estimated_wait_s` and `max_length` are limits whose passing is a trigger of
    `overflow`; without `join_empty` nobody is let in while no member is signed in. `hours` are those of `hours_id`
    where that is given. `sticky_wait_s` is how long an item waits for a busy preferred agent, `rejoin_s` how long a
    customer who left may come back to the old place.
    """

    id: str
    version: int = 1
    name: str
    routing_domain: str = "default"
    members: tuple[QueueMember, ...] = ()
    hours: OpeningHours | None = None
    hours_id: str | None = None
    plan_id: str | None = None
    sla_id: str | None = None
    strategy: Strategy = Strategy.LONGEST_IDLE
    ring: int = 1
    weight: int = 0
    offer_timeout_s: dict[str, int] = field(
        default_factory=lambda: {"phone": 20, "webchat": 30, "sms": 60, "email": 300, "webhook": 60, "manual": 300}
    )
    auto_accept: tuple[str, ...] = ()
    wrap_up_s: dict[str, int] = field(
        default_factory=lambda: {"phone": 30, "webchat": 30, "sms": 0, "email": 0, "webhook": 0, "manual": 0}
    )
    wrap_up_rules: dict[str, WrapUpRule] = field(default_factory=dict)
    disposition_required: bool = False
    max_wait_s: int = 1800
    max_length: int | None = None
    max_estimated_wait_s: int | None = None
    no_agent_s: int | None = None
    join_empty: bool = True
    overflow: tuple[Overflow, ...] = ()
    on_close: OnClose = OnClose.DRAIN
    sticky_wait_s: int = 60
    rejoin_s: int = 60
    callback: CallbackRule | None = None
    announcements: Announcements = field(default_factory=Announcements)
    service: ServiceGoal = field(default_factory=ServiceGoal)
    greeting: str = ""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Disposition:
    """A result code, for one queue or (None) for all; `labels` are what other languages call it."""

    code: str
    label: str
    labels: dict[str, str] = field(default_factory=dict)
    queue_id: str | None = None
    active: bool = True
