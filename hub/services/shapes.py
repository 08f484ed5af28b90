"""The public JSON shapes of the hub's values, as INTERFACE promises them: pure, for answers and events alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson

from hub.domain.agents import Agent, Capacity
from hub.domain.consent import Consent
from hub.domain.customers import Birthday, ContactPoint, Customer
from hub.domain.deliveries import Delivery
from hub.domain.interactions import Interaction, InteractionState
from hub.domain.messages import Attachment, Message
from hub.domain.sla import SlaClock
from hub.domain.time import to_rfc3339
from hub.domain.work import Offer, WorkItem

Shape = dict[str, object]

CALL_ATTRIBUTE = "call"
"""The interaction attribute that holds a live call's public state as JSON; it is shown as `call`, not as attribute."""
WRAPPING_ATTRIBUTE = "wrapping"
"""The one that holds, as JSON, until when agents who handed the contact over wrap up; it is shown as `wrapping`."""
_SHOWN_APART = frozenset({CALL_ATTRIBUTE, WRAPPING_ATTRIBUTE})
AGENTS_IN_CALL = "agents"
"""Names in it whose desks show the call: the agents who are or were in it."""


def time_shape(value: datetime | None) -> str | None:
    """RFC 3339 with milliseconds, or None."""
    return None if value is None else to_rfc3339(value)


def interaction_shape(
    interaction: Interaction,
    *,
    queue_name: str = "",
    customer_name: str = "",
    work_item: WorkItem | None = None,
    last_message: Message | None = None,
) -> Shape:
    """One row of the log as desks and integrators see it.

    `work_item` is its live leg (for the ends of wrap-up and snooze); `last_message` is given by those who just wrote
    one, else its text and time are taken from the row.
    """
    attributes = {key: value for key, value in interaction.attributes.items() if key not in _SHOWN_APART}
    return {
        "id": interaction.id,
        "version": interaction.version,
        "channel": interaction.channel,
        "kind": interaction.kind.value,
        "direction": interaction.direction.value,
        "state": interaction.state.value,
        "customer_id": interaction.customer_id,
        "customer_name": customer_name,
        "contact_point_id": interaction.contact_point_id,
        "case_id": interaction.case_id,
        "linked_id": interaction.linked_id,
        "subject": interaction.subject,
        "address": interaction.address,
        "our_address": interaction.our_address,
        "queue_id": interaction.queue_id,
        "queue_name": queue_name,
        "agent_id": interaction.agent_id,
        "priority": interaction.priority,
        "requirements": [{"skill": each.skill, "level": each.level} for each in interaction.requirements],
        "language": interaction.language,
        "disposition": interaction.disposition,
        "entry_rule": interaction.entry_rule,
        "attributes": attributes,
        "call": call_shape(interaction),
        "sla": {each.kind.value: sla_clock_shape(each) for each in interaction.clocks} or None,
        "last_message": _last_message(interaction, last_message),
        "last_seq": interaction.last_seq,
        "unread": interaction.unread,
        "wrapping": [{"agent_id": key, "until": until} for key, until in agents_wrapping(interaction).items()],
        "wrap_until": _due_in(interaction, InteractionState.WRAPPING, work_item),
        "snoozed_until": _due_in(interaction, InteractionState.SNOOZED, work_item),
        "created_at": time_shape(interaction.created_at),
        "queued_at": time_shape(interaction.queued_at),
        "accepted_at": time_shape(interaction.accepted_at),
        "ended_at": time_shape(interaction.ended_at),
        "closed_at": time_shape(interaction.closed_at),
        "last_customer_at": time_shape(interaction.last_customer_at),
        "updated_at": time_shape(interaction.updated_at),
    }


def sla_clock_shape(clock: SlaClock) -> Shape:
    """One promise; `left_s` is what is left, in opening hours, while it is paused."""
    return {
        "kind": clock.kind.value,
        "state": clock.state.value,
        "policy_id": clock.policy_id,
        "target_s": clock.target_s,
        "started_at": time_shape(clock.started_at),
        "warn_at": time_shape(clock.warn_at),
        "due_at": time_shape(clock.due_at),
        "left_s": clock.left_s,
        "breached_at": time_shape(clock.breached_at),
        "ended_at": time_shape(clock.ended_at),
    }


def call_shape(interaction: Interaction) -> Shape | None:
    """The live call's state, or None when there is none."""
    stored = interaction.attributes.get(CALL_ATTRIBUTE)
    if not stored:
        return None
    call: Shape = orjson.loads(stored)
    return call


def agents_in_call(interaction: Interaction) -> frozenset[str]:
    """The agents who are or were in the live call, whoever has it now."""
    named = (call_shape(interaction) or {}).get(AGENTS_IN_CALL)
    return frozenset(map(str, named)) if isinstance(named, list) else frozenset()


def agents_wrapping(interaction: Interaction) -> dict[str, str]:
    """Until when agents wrap up who have handed the contact over."""
    stored = interaction.attributes.get(WRAPPING_ATTRIBUTE)
    wrapping: dict[str, str] = orjson.loads(stored) if stored else {}
    return wrapping


def consulted_agent(interaction: Interaction) -> str | None:
    """The agent who is being consulted in the live call."""
    consult = (call_shape(interaction) or {}).get("consult")
    return str(consult["agent_id"]) if isinstance(consult, dict) and consult.get("agent_id") else None


def _last_message(interaction: Interaction, message: Message | None) -> Shape | None:
    if message is not None:
        return {"text": message.text, "at": time_shape(message.created_at), "direction": message.direction.value}
    if not interaction.last_seq:
        return None
    return {
        "text": interaction.last_text,
        "at": time_shape(interaction.last_at or interaction.updated_at),
        "direction": interaction.last_direction.value,
    }


def _due_in(interaction: Interaction, state: InteractionState, item: WorkItem | None) -> str | None:
    return time_shape(item.due_at) if item is not None and interaction.state is state else None


def message_shape(message: Message) -> Shape:
    """One entry of an interaction; `to`, `cc` and `reason` say what a mail adds."""
    headers = message.headers or {}
    return {
        "id": message.id,
        "interaction_id": message.interaction_id,
        "channel": message.channel,
        "seq": message.seq,
        "direction": message.direction.value,
        "kind": message.kind.value,
        "text": message.text,
        "subject": message.subject,
        "html_url": f"/api/v1/messages/{message.id}/html" if message.html_blob else None,
        "to": headers.get("to", ""),
        "cc": headers.get("cc", ""),
        "cid": headers.get("cid"),
        "reason": message.reason,
        "attachments": [attachment_shape(each) for each in message.attachments],
        "author": {"type": message.author.type.value, "id": message.author.id, "name": message.author.name},
        "provider_id": message.provider_id,
        "delivery": _message_delivery(message),
        "created_at": time_shape(message.created_at),
    }


def _message_delivery(message: Message) -> Shape | None:
    told = message.delivery
    if told is None:
        return None
    return {"state": told.state.value, "error_class": told.error_class, "error_code": told.error_code}


def attachment_shape(attachment: Attachment) -> Shape:
    """A file of a message; `inline` ones are shown inside its HTML."""
    return {
        "id": attachment.id,
        "name": attachment.name,
        "type": attachment.type,
        "size": attachment.size,
        "inline": attachment.inline,
        "url": f"/api/v1/attachments/{attachment.id}",
    }


def offer_shape(
    offer: Offer, *, interaction: Shape | None = None, customer: Shape | None = None, why: Shape | None = None
) -> Shape:
    """A proposal to an agent, with what the agent needs to decide: the interaction's and the customer's shapes.

    `why` is {queue, rule, requirement, waited_s}; without it the one kept in the offer is shown.
    """
    return {
        "id": offer.id,
        "work_item_id": offer.work_item_id,
        "interaction_id": offer.interaction_id,
        "epoch": offer.epoch,
        "agent_id": offer.agent_id,
        "state": offer.state.value,
        "cause": offer.cause,
        "created_at": time_shape(offer.created_at),
        "deadline": time_shape(offer.deadline),
        "ended_at": time_shape(offer.ended_at),
        "interaction": interaction,
        "customer": customer,
        "why": why if why is not None else offer.why,
    }


@dataclass(frozen=True, kw_only=True)
class AgentLoad:
    """How much an agent has in hand: capacity units and the number of items a kind."""

    units_used: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)


def agent_shape(agent: Agent, *, load: AgentLoad | None = None, queue_ids: Sequence[str] = ()) -> Shape:
    """An agent with presence and load."""
    held = load or AgentLoad()
    presence = agent.presence
    return {
        "id": agent.id,
        "version": agent.version,
        "name": agent.name,
        "user_id": agent.user_id,
        "phone": agent.phone,
        "skills": dict(agent.skills),
        "profile_id": agent.profile_id,
        "languages": list(agent.languages),
        "team": agent.team,
        "routing_domain": agent.routing_domain,
        "presence": {
            "state": presence.state.value,
            "reason": presence.reason,
            "since": time_shape(presence.since),
            "pending": presence.pending.value if presence.pending else None,
            "pending_reason": presence.pending_reason,
            "lost_at": time_shape(presence.lost_at),
        },
        "capacity": capacity_shape(agent.capacity),
        "load": {"units_used": held.units_used, "units": agent.capacity.units, "by_kind": dict(held.by_kind)},
        "queue_ids": list(queue_ids),
        "created_at": time_shape(agent.created_at),
        "updated_at": time_shape(agent.updated_at),
    }


def capacity_shape(capacity: Capacity) -> Shape:
    """How much an agent takes at once, what may come on top of what, and what keeps what away."""
    return {
        "units": capacity.units,
        "kinds": dict(capacity.kinds),
        "costs": dict(capacity.costs),
        "interrupts": {kind: list(named) for kind, named in capacity.interrupts.items()},
        "blocks": {kind: list(named) for kind, named in capacity.blocks.items()},
    }


def customer_shape(customer: Customer) -> Shape:
    """A record with its contact points."""
    return {
        "id": customer.id,
        "version": customer.version,
        "name": customer.name,
        "kind": customer.kind.value,
        "language": customer.language,
        "time_zone": customer.time_zone,
        "birthday": _birthday(customer.birthday),
        "owner_agent_id": customer.owner_agent_id,
        "team": customer.team,
        "organisation_id": customer.organisation_id,
        "lifecycle": customer.lifecycle,
        "source": customer.source,
        "notes": customer.notes,
        "tags": list(customer.tags),
        "attributes": dict(customer.attributes),
        "classes": dict(customer.classes),
        "external_ids": [{"source": each.source, "id": each.id} for each in customer.external_ids],
        "contact_points": [contact_point_shape(each) for each in customer.contact_points],
        "merged_into": customer.merged_into,
        "created_at": time_shape(customer.created_at),
        "updated_at": time_shape(customer.updated_at),
    }


def contact_point_shape(point: ContactPoint) -> Shape:
    """One address; `identifies` says whether a contact from it belongs to this customer."""
    return {
        "id": point.id,
        "kind": point.kind.value,
        "value": point.value,
        "state": point.state.value,
        "label": point.label,
        "identifies": point.identifies,
        "source": point.source,
        "created_at": time_shape(point.created_at),
        "last_seen_at": time_shape(point.last_seen_at),
    }


def _birthday(birthday: Birthday | None) -> Shape | None:
    if birthday is None:
        return None
    return {
        "calendar": birthday.calendar.value,
        "month": birthday.month,
        "day": birthday.day,
        "year": birthday.year,
        "leap_month": birthday.leap_month,
    }


def delivery_shape(delivery: Delivery) -> Shape:
    """An outbound message to one recipient."""
    return {
        "id": delivery.id,
        "state": delivery.state.value,
        "reason": delivery.reason,
        "channel": delivery.channel,
        "purpose": delivery.purpose.value,
        "customer_id": delivery.customer_id,
        "interaction_id": delivery.interaction_id,
        "message_id": delivery.message_id,
        "address": delivery.address,
        "campaign_id": delivery.campaign_id,
        "rule_id": delivery.rule_id,
        "occurrence_key": delivery.occurrence_key,
        "attempt": delivery.attempt,
        "due_at": time_shape(delivery.due_at),
        "expires_at": time_shape(delivery.expires_at),
        "provider_id": delivery.provider_id,
        "error_class": delivery.error_class,
        "error_code": delivery.error_code,
        "created_at": time_shape(delivery.created_at),
        "updated_at": time_shape(delivery.updated_at),
    }


def consent_shape(consent: Consent) -> Shape:
    """One statement of a customer."""
    return {
        "id": consent.id,
        "customer_id": consent.customer_id,
        "kind": consent.kind,
        "address": consent.address,
        "purpose": consent.purpose.value if consent.purpose else None,
        "status": consent.status.value,
        "source": consent.source,
        "evidence": consent.evidence,
        "by": consent.by,
        "at": time_shape(consent.at),
    }
