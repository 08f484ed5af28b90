"""Twilio's message statuses as delivery states (https://www.twilio.com/docs/messaging/api/message-resource)."""

from collections.abc import Mapping
from datetime import datetime

from hub.channels._twilio.errors import error_class
from hub.domain.deliveries import DeliveryState
from hub.ports.channels import DeliveryStatus

_STATES = {
    "accepted": DeliveryState.ACCEPTED,
    "scheduled": DeliveryState.ACCEPTED,
    "queued": DeliveryState.ACCEPTED,
    "sending": DeliveryState.SENT,
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "partially_delivered": DeliveryState.UNDELIVERED,
    "undelivered": DeliveryState.UNDELIVERED,
    "failed": DeliveryState.FAILED,
    "canceled": DeliveryState.FAILED,
    "read": DeliveryState.READ,
}


def delivery_state(status: str) -> DeliveryState | None:
    """Translate a status; None for those of inbound messages and unknown ones."""
    return _STATES.get(status)


def status_of(channel: str, form: Mapping[str, str], delivery_id: str | None, at: datetime) -> DeliveryStatus | None:
    """Read a status callback; None when it says nothing that we follow."""
    state = delivery_state(form.get("MessageStatus") or form.get("SmsStatus") or "")
    if state is None:
        return None
    code = form.get("ErrorCode") or ""
    return DeliveryStatus(
        channel=channel,
        delivery_id=delivery_id,
        provider_id=form.get("MessageSid") or form.get("SmsSid") or None,
        state=state,
        error_class=error_class(int(code)) if code.isdigit() else "",
        error_code=code,
        at=at,
    )
