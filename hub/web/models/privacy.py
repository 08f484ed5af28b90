"""PersonalData and suppressed addresses on the wire."""

from typing import Literal

from hub.domain.consent import Purpose
from hub.domain.interactions import InteractionKind
from hub.web.models.base import Body, Line, Name, Shown


class ErasureBody(Body):
    """Why a person is forgotten; `confirm` is the customer's id once more."""

    reason: Name
    confirm: Name


class ShownErasurePreview(Shown):
    """What would go."""

    customer_id: str
    records: list[str]
    rows: dict[str, int]
    open_interactions: list[str]


class ShownErasure(Shown):
    """What went."""

    id: str
    records: list[str]
    rows: dict[str, int]
    suppressed: int


class SuppressionBody(Body):
    """An address to leave alone."""

    kind: Literal[InteractionKind.PHONE, InteractionKind.SMS, InteractionKind.EMAIL]
    address: Name
    purpose: Purpose | None = None
    reason: Line = ""


class ShownSuppression(Shown):
    """One address that is left alone."""

    id: str
    kind: str
    digest: str
    purpose: str | None
    reason: str
    by: str
    at: str


class ShownSuppressions(Shown):
    """A page of them."""

    items: list[ShownSuppression]
    next: str | None
