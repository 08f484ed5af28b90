"""What a generic webhook channel needs to be told: secrets, field mapping, where to send."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from hub.domain.deliveries import DeliveryState

_PATH = re.compile(r"[A-Za-z0-9_\-]+(\.[A-Za-z0-9_\-]+)*")


def _path(text: str) -> str:
    if text and not _PATH.fullmatch(text):
        raise ValueError(f"{text!r} is no field; write a name, or names joined by dots for nested objects")
    return text


FieldPath = Annotated[str, AfterValidator(_path)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextFields(_Section):
    """Where a posted text has its parts."""

    id: FieldPath = "id"
    sender: FieldPath = "from"
    sender_name: FieldPath = "name"
    our_address: FieldPath = "to"
    text: FieldPath = "text"
    conversation: FieldPath = "conversation"
    language: FieldPath = "language"


class StatusFields(_Section):
    """Where a posted status has its parts, and what the provider's words mean."""

    delivery: FieldPath = "delivery_id"
    provider_id: FieldPath = "id"
    state: FieldPath = "status"
    error_code: FieldPath = "error"
    states: dict[str, DeliveryState] = Field(
        default_factory=lambda: {
            "accepted": DeliveryState.ACCEPTED,
            "sent": DeliveryState.SENT,
            "delivered": DeliveryState.DELIVERED,
            "read": DeliveryState.READ,
            "undelivered": DeliveryState.UNDELIVERED,
            "failed": DeliveryState.FAILED,
        }
    )


class CallFields(_Section):
    """Where a posted call event has its parts, and what the PBX's words mean."""

    call: FieldPath = "call_id"
    caller: FieldPath = "from"
    caller_name: FieldPath = "name"
    our_address: FieldPath = "to"
    agent: FieldPath = "agent"
    event: FieldPath = "event"
    events: dict[str, str] = Field(
        default_factory=lambda: {"ringing": "ringing", "answered": "answered", "ended": "ended"}
    )

    @model_validator(mode="after")
    def _known(self) -> Self:
        wrong = sorted(set(self.events.values()) - {"ringing", "answered", "ended"})
        if wrong:
            raise ValueError(f"events maps to {wrong[0]!r}; known are answered, ended, ringing")
        return self


class WebhookSettings(_Section):
    """A provider that posts JSON to `/hooks/NAME/text`, `/status` and `/call`, and takes JSON at `send_url`."""

    secret: Annotated[SecretStr, Field(min_length=16)]
    address: str = ""
    region: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    sender_kind: Annotated[str, Field(pattern=r"^(phone|email|external)$")] = "phone"
    send_url: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    receipt_id: FieldPath = "id"
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 10
    tolerance_s: Annotated[int, Field(ge=10, le=3600)] = 300
    text: TextFields = TextFields()
    status: StatusFields = StatusFields()
    call: CallFields = CallFields()
