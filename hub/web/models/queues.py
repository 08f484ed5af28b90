"""Queues and result codes on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.domain.interactions import InteractionKind
from hub.domain.plans import Strategy
from hub.domain.queues import (
    Announcements,
    CallbackRule,
    Destination,
    DestinationKind,
    OnClose,
    Overflow,
    QueueMember,
    ServiceGoal,
    Trigger,
    WrapUpMode,
    WrapUpRule,
)
from hub.web.models.base import Body, Id, Name, Prose, Shown, ShownVersioned
from hub.web.models.hours import HoursBody
from hub.web.models.routing_types import Kinds, Later, Rank, Seconds, SecondsByKind, kinds

MAX_RING = 50
_Timeout = Annotated[int, Field(ge=1, le=86_400)]
_Threshold = Annotated[int, Field(ge=1, le=86_400)]
_Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
_Text = Annotated[str, StringConstraints(max_length=2_000)]


class MemberBody(Body):
    """An agent who serves the queue; a lower rank is served first."""

    agent_id: Id
    rank: Rank = 1


class WrapUpRuleBody(Body):
    """How one kind's wrap-up is kept."""

    mode: WrapUpMode = WrapUpMode.OPTIONAL
    min_s: Seconds = 0
    extension_s: Seconds = 0
    overlaps: bool = False

    def value(self) -> WrapUpRule:
        """The domain's value."""
        return WrapUpRule(mode=self.mode, min_s=self.min_s, extension_s=self.extension_s, overlaps=self.overlaps)


class DestinationBody(Body):
    """One place to overflow to: a queue needs `queue_id`, a message its `text`."""

    kind: DestinationKind
    queue_id: Id | None = None
    text: _Text = ""

    def value(self) -> Destination:
        """The domain's value."""
        return Destination(kind=self.kind, queue_id=self.queue_id, text=self.text)


class OverflowBody(Body):
    """What to try, in order, when the trigger fires."""

    on: Trigger
    to: Annotated[list[DestinationBody], Field(min_length=1, max_length=5)]

    def value(self) -> Overflow:
        """The domain's value."""
        return Overflow(on=self.on, to=tuple(each.value() for each in self.to))


class CallbackBody(Body):
    """Whether callers may ask to be called back, by which key, and how it is tried."""

    digit: Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")] = "1"
    delay_s: Annotated[int, Field(ge=10, le=259_200)] = 10
    retry_s: Annotated[int, Field(ge=10, le=259_200)] = 300
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 3
    expires_s: Annotated[int, Field(ge=60, le=1_209_600)] = 86_400

    def value(self) -> CallbackRule:
        """The domain's value."""
        return CallbackRule(
            digit=self.digit,
            delay_s=self.delay_s,
            retry_s=self.retry_s,
            max_attempts=self.max_attempts,
            expires_s=self.expires_s,
        )


class AnnouncementsBody(Body):
    """What waiting callers are told, and how often at most."""

    position: bool = True
    estimated_wait: bool = False
    every_s: Annotated[int, Field(ge=15, le=3_600)] = 30

    def value(self) -> Announcements:
        """The domain's value."""
        return Announcements(position=self.position, estimated_wait=self.estimated_wait, every_s=self.every_s)


class ServiceBody(Body):
    """The share to be answered within a threshold."""

    goal: Annotated[float, Field(gt=0, le=1, strict=False)] = 0.8
    threshold_s: _Threshold = 20
    short_abandon_s: Seconds = 5

    def value(self) -> ServiceGoal:
        """The domain's value."""
        return ServiceGoal(goal=self.goal, threshold_s=self.threshold_s, short_abandon_s=self.short_abandon_s)


class QueueChange(Body):
    """Own fields of a queue; only those given change, lists are replaced whole.

    `hours_id` takes shared hours, `hours` gives the queue its own.
    """

    name: Name = "queue"
    members: Annotated[list[MemberBody], Field(max_length=10_000)] = Field(default_factory=list)
    hours: HoursBody | None = None
    hours_id: Id | None = None
    plan_id: Id | None = None
    sla_id: Id | None = None
    strategy: Strategy = Strategy.LONGEST_IDLE
    ring: Annotated[int, Field(ge=1, le=MAX_RING)] = 1
    weight: Annotated[int, Field(ge=-1_000, le=1_000)] = 0
    offer_timeout_s: dict[InteractionKind, _Timeout] = Field(default_factory=dict)
    auto_accept: Kinds = Field(default_factory=list)
    wrap_up_s: SecondsByKind = Field(default_factory=dict)
    wrap_up_rules: dict[InteractionKind, WrapUpRuleBody] = Field(default_factory=dict)
    disposition_required: bool = False
    max_wait_s: Seconds = 1800
    max_length: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    max_estimated_wait_s: Annotated[int, Field(ge=1, le=1_209_600)] | None = None
    no_agent_s: Later | None = None
    join_empty: bool = True
    overflow: Annotated[list[OverflowBody], Field(max_length=len(Trigger))] = Field(default_factory=list)
    on_close: OnClose = OnClose.DRAIN
    sticky_wait_s: Seconds = 60
    rejoin_s: Seconds = 60
    callback: CallbackBody | None = None
    announcements: AnnouncementsBody = AnnouncementsBody()
    service: ServiceBody = ServiceBody()
    greeting: Prose = ""

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        for name in ("hours", "callback", "announcements", "service"):
            if values.get(name) is not None:
                values[name] = getattr(self, name).value()
        for name in ("offer_timeout_s", "wrap_up_s"):
            if name in values:
                values[name] = {kind.value: seconds for kind, seconds in getattr(self, name).items()}
        lists = {
            "members": tuple(QueueMember(agent_id=each.agent_id, rank=each.rank) for each in self.members),
            "auto_accept": kinds(self.auto_accept),
            "wrap_up_rules": {kind.value: rule.value() for kind, rule in self.wrap_up_rules.items()},
            "overflow": tuple(each.value() for each in self.overflow),
        }
        return {**values, **{name: value for name, value in lists.items() if name in values}}


class NewQueueBody(QueueChange):
    """A queue to make."""

    name: Name


class DispositionBody(Body):
    """A result code, of one queue or of all; `labels` are what other languages call it."""

    code: Name
    label: Name
    labels: Annotated[dict[_Language, Name], Field(max_length=50)] = Field(default_factory=dict)
    queue_id: Id | None = None
    active: bool = True


class ShownQueue(ShownVersioned):
    """A queue with what waits in it."""

    name: str
    waiting: int
    longest_wait_since: str | None
    members: list[dict[str, object]]
    open: bool
    disposition_required: bool
    wrap_up_s: dict[str, int]


class ShownQueues(Shown):
    """All queues."""

    items: list[ShownQueue]
    next: str | None


class ShownDisposition(Shown):
    """A result code."""

    code: str
    label: str
    queue_id: str | None
    active: bool


class ShownDispositions(Shown):
    """All result codes."""

    items: list[ShownDisposition]
    next: str | None
