"""What changed, for everyone who watches: desks, webhooks, other processes."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventType(StrEnum):
    """The closed list of event types; `data` is always the whole public shape."""

    INTERACTION_CREATED = "interaction.created"
    INTERACTION_UPDATED = "interaction.updated"
    MESSAGE_CREATED = "message.created"
    MESSAGE_UPDATED = "message.updated"
    OFFER_CREATED = "offer.created"
    OFFER_UPDATED = "offer.updated"
    AGENT_UPDATED = "agent.updated"
    CUSTOMER_CREATED = "customer.created"
    CUSTOMER_UPDATED = "customer.updated"
    CUSTOMER_MERGED = "customer.merged"
    CUSTOMER_UNMERGED = "customer.unmerged"
    CUSTOMER_ERASED = "customer.erased"
    CASE_CREATED = "case.created"
    CASE_UPDATED = "case.updated"
    TASK_CREATED = "task.created"
    TASK_UPDATED = "task.updated"
    NOTICE_CREATED = "notice.created"
    ARTICLE_UPDATED = "article.updated"
    CANNED_UPDATED = "canned.updated"
    MACRO_UPDATED = "macro.updated"
    PURCHASE_UPDATED = "purchase.updated"
    SERVICE_UPDATED = "service.updated"
    DELIVERY_UPDATED = "delivery.updated"
    CONSENT_UPDATED = "consent.updated"
    QUEUE_UPDATED = "queue.updated"
    PLAN_UPDATED = "plan.updated"
    PROFILE_UPDATED = "profile.updated"
    HOURS_UPDATED = "hours.updated"
    SLA_UPDATED = "sla.updated"
    SLA_WARNED = "sla.warned"
    SLA_BREACHED = "sla.breached"
    CALL_UPDATED = "call.updated"
    CALL_POPPED = "call.popped"
    CHANNEL_UPDATED = "channel.updated"
    ALARM_RAISED = "alarm.raised"
    ALARM_CLEARED = "alarm.cleared"


EVERYONE = "everyone"
SUPERVISORS = "supervisors"
VISITORS = "visitors"
"""The followers that serve chat visitors; each visitor is shown the own conversation alone."""


def agent_audience(agent_id: str) -> str:
    """Name the audience that is one agent."""
    return f"agent:{agent_id}"


def queue_audience(queue_id: str) -> str:
    """Name the audience that is a queue's members."""
    return f"queue:{queue_id}"


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """An event as a use case writes it; storage gives it a number after the commit.

    `subject_id` is the id whose order matters (the interaction's for messages), `audience` who may see it.
    """

    type: EventType
    data: dict[str, object]
    subject_id: str
    audience: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Event:
    """A numbered event; numbers rise, and a follower never finds a new one below what it has read."""

    seq: int
    type: EventType
    data: dict[str, object]
    subject_id: str
    audience: tuple[str, ...]
    at: datetime
