"""Queues, their members, opening hours, and the result codes of work done."""

from dataclasses import dataclass, field
from datetime import datetime

from hub.domain.hours import OpeningHours


@dataclass(frozen=True, kw_only=True)
class QueueMember:
    """An agent who serves a queue; a lower rank is served first."""

    agent_id: str
    rank: int = 1


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Where work waits. Times are seconds; `offer_timeout_s` and `wrap_up_s` hold a value a kind.

    `wrap_up_s` 0 means no wrap-up; `disposition_required` asks for a result code, and on time-out stores `unset`.
    """

    id: str
    version: int = 1
    name: str
    routing_domain: str = "default"
    members: tuple[QueueMember, ...] = ()
    hours: OpeningHours | None = None
    offer_timeout_s: dict[str, int] = field(
        default_factory=lambda: {"phone": 20, "webchat": 30, "sms": 60, "email": 300, "webhook": 60, "manual": 300}
    )
    wrap_up_s: dict[str, int] = field(
        default_factory=lambda: {"phone": 30, "webchat": 30, "sms": 0, "email": 0, "webhook": 0, "manual": 0}
    )
    disposition_required: bool = False
    max_wait_s: int = 1800
    greeting: str = ""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Disposition:
    """A result code, for one queue or (None) for all."""

    code: str
    label: str
    queue_id: str | None = None
    active: bool = True
