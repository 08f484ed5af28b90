"""Templates, standing rules, deliveries and consents on the wire."""

from datetime import time
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.domain.care import CareTrigger, QuietWindow
from hub.domain.consent import ConsentStatus, Purpose
from hub.domain.deliveries import DeliveryState
from hub.domain.interactions import InteractionKind
from hub.domain.templates import TemplateText
from hub.web.models.base import Body, Id, Line, Name, Page, Prose, Query, Shown, ShownVersioned, Words

Locale = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]


class TemplateTextBody(Body):
    """The wording for a locale and kind of channel; Jinja2."""

    locale: Locale
    kind: InteractionKind
    subject: Line = ""
    text: Prose
    html: Prose = ""

    def value(self) -> TemplateText:
        """The domain's value."""
        return TemplateText(
            locale=self.locale, kind=self.kind.value, subject=self.subject, text=self.text, html=self.html
        )


class TemplateChange(Body):
    """Own fields of a template; only those given change."""

    name: Name = "template"
    purpose: Literal["greeting", "marketing", "service_followup", "survey", "transactional"] = "transactional"
    texts: Annotated[list[TemplateTextBody], Field(max_length=100)] = Field(default_factory=list)

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "texts" in values:
            values["texts"] = tuple(each.value() for each in self.texts)
        return values


class NewTemplateBody(TemplateChange):
    """A template to make."""

    name: Name
    texts: Annotated[list[TemplateTextBody], Field(min_length=1, max_length=100)]


class TemplateQuery(Query):
    """Which templates."""

    purpose: Line | None = None


class PreviewBody(Body):
    """For whom, and on which kind of channel."""

    customer_id: Id
    kind: InteractionKind = InteractionKind.SMS


class WindowBody(Body):
    """Contact is allowed from start to end on the customer's wall clock."""

    start: time = time(9)
    end: time = time(20)

    def value(self) -> QuietWindow:
        """The domain's value."""
        return QuietWindow(start=self.start.replace(tzinfo=None), end=self.end.replace(tzinfo=None))


class CareRuleChange(Body):
    """Own fields of a standing rule; only those given change."""

    name: Name = "rule"
    trigger: CareTrigger = CareTrigger.BIRTHDAY
    template_id: Id = "template"
    channels: Words = Field(default_factory=list)
    at: time = time(9, 30)
    window: WindowBody = WindowBody()
    zone: Line = "UTC"
    leap_day: Literal["02-28", "03-01"] = "02-28"
    enabled: bool = True

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "channels" in values:
            values["channels"] = tuple(dict.fromkeys(self.channels))
        if "window" in values:
            values["window"] = self.window.value()
        if "at" in values:
            values["at"] = self.at.replace(tzinfo=None)
        return values


class NewCareRuleBody(CareRuleChange):
    """A standing rule to make."""

    name: Name
    template_id: Id
    channels: Annotated[list[Name], Field(min_length=1, max_length=20)]


class DeliveryQuery(Page):
    """Which deliveries."""

    state: DeliveryState | None = None
    customer_id: Id | None = None
    rule_id: Id | None = None


class ConsentQuery(Query):
    """Whose statements."""

    customer_id: Id


class ConsentBody(Body):
    """What a customer said; without a purpose it holds for all."""

    customer_id: Id
    kind: InteractionKind
    purpose: Purpose | None = None
    status: ConsentStatus
    evidence: Line = ""
    address: Line | None = None


class ShownTemplate(ShownVersioned):
    """A template."""

    name: str
    purpose: str
    texts: list[dict[str, str]]


class ShownTemplates(Shown):
    """All templates."""

    items: list[ShownTemplate]
    next: str | None


class ShownPreview(Shown):
    """A template filled in."""

    subject: str
    text: str
    html: str


class ShownCareRule(ShownVersioned):
    """A standing rule."""

    name: str
    trigger: CareTrigger
    template_id: str
    channels: list[str]
    enabled: bool


class ShownCareRules(Shown):
    """All standing rules."""

    items: list[ShownCareRule]
    next: str | None


class ShownDeliveryRow(Shown):
    """An outbound message to one recipient."""

    id: str
    state: DeliveryState
    reason: str | None
    channel: str
    purpose: Purpose
    customer_id: str | None
    address: str
    campaign_id: str | None
    occurrence_key: str | None
    attempt: int
    due_at: str
    expires_at: str | None
    provider_id: str | None
    created_at: str


class ShownDeliveries(Shown):
    """A page of deliveries."""

    items: list[ShownDeliveryRow]
    next: str | None


class ShownConsent(Shown):
    """One statement."""

    id: str
    customer_id: str | None
    kind: str
    purpose: Purpose | None
    status: ConsentStatus
    evidence: str
    at: str


class ShownConsents(Shown):
    """A customer's statements, newest first."""

    items: list[ShownConsent]
    next: str | None
