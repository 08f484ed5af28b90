"""Canned replies and macros on the wire."""

from typing import Annotated

from pydantic import Field

from hub.domain.canned import CannedText, Scope
from hub.domain.interactions import InteractionKind
from hub.domain.macros import MacroAction, MacroStep
from hub.web.models.base import Body, Id, Line, Name, Prose, Shown, ShownVersioned
from hub.web.models.care import Locale


class CannedTextBody(Body):
    """The wording for a language and a kind of channel (all, without one); Jinja2."""

    locale: Locale
    kind: InteractionKind | None = None
    subject: Line = ""
    text: Prose

    def value(self) -> CannedText:
        """The domain's value."""
        kind = self.kind.value if self.kind else ""
        return CannedText(locale=self.locale, kind=kind, subject=self.subject, text=self.text)


class CannedChange(Body):
    """Own fields of a canned reply; only those given change."""

    name: Name = "reply"
    shortcut: Name = "reply"
    scope: Scope = Scope.EVERYBODY
    team: Line = ""
    texts: Annotated[list[CannedTextBody], Field(max_length=100)] = Field(default_factory=list)

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "texts" in values:
            values["texts"] = tuple(each.value() for each in self.texts)
        return values


class NewCannedBody(CannedChange):
    """A canned reply to make."""

    name: Name
    shortcut: Name
    texts: Annotated[list[CannedTextBody], Field(min_length=1, max_length=100)]


class RenderBody(Body):
    """For which contact; `used`: it is being inserted, which counts."""

    interaction_id: Id
    used: bool = False


class ActionBody(Body):
    """One step with what its kind needs."""

    step: MacroStep
    ref_id: Annotated[str, Field(max_length=64)] = ""
    text: Prose = ""
    value: Line = ""
    number: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] | None = None

    def value_of(self) -> MacroAction:
        """The domain's value."""
        return MacroAction(
            step=self.step, ref_id=self.ref_id, text=self.text, value=self.value.strip(), number=self.number
        )


class MacroChange(Body):
    """Own fields of a macro; only those given change."""

    name: Name = "macro"
    hint: Line = ""
    scope: Scope = Scope.EVERYBODY
    team: Line = ""
    kinds: Annotated[list[InteractionKind], Field(max_length=10)] = Field(default_factory=list)
    actions: Annotated[list[ActionBody], Field(max_length=20)] = Field(default_factory=list)
    enabled: bool = True

    def fields(self) -> dict[str, object]:
        """The fields that were given, as the domain's values."""
        values = self.given()
        if "kinds" in values:
            values["kinds"] = tuple(dict.fromkeys(each.value for each in self.kinds))
        if "actions" in values:
            values["actions"] = tuple(each.value_of() for each in self.actions)
        return values


class NewMacroBody(MacroChange):
    """A macro to make."""

    name: Name
    actions: Annotated[list[ActionBody], Field(min_length=1, max_length=20)]


class MacroBody(Body):
    """Which macro."""

    macro_id: Id


class ShownCanned(ShownVersioned):
    """A canned reply."""

    name: str
    shortcut: str
    scope: Scope
    agent_id: str | None
    team: str
    texts: list[dict[str, str]]


class ShownCannedReplies(Shown):
    """The canned replies that one may use."""

    items: list[ShownCanned]
    next: str | None


class ShownFilled(Shown):
    """A text with its values; `missing` stand in it as `⟦name⟧`."""

    locale: str
    kind: str
    subject: str
    text: str
    missing: list[str]


class ShownMacro(ShownVersioned):
    """A macro."""

    name: str
    scope: Scope
    agent_id: str | None
    team: str
    kinds: list[str]
    actions: list[dict[str, object]]
    enabled: bool


class ShownMacros(Shown):
    """The macros that one may use."""

    items: list[ShownMacro]
    next: str | None


class ShownStep(Shown):
    """A step of a macro: what it will do, or what became of it."""

    step: MacroStep
    ref_id: str
    text: str
    value: str
    number: int | None


class ShownMacroPreview(Shown):
    """What a macro would do."""

    macro_id: str
    steps: list[ShownStep]


class ShownMacroRun(Shown):
    """What a macro has done."""

    macro_id: str
    steps: list[ShownStep]
    interaction: dict[str, object]
