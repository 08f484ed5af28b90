"""Templates and standing rules: birthdays now, follow-ups and surveys later."""

from collections.abc import Sequence
from typing import Protocol

from hub.domain.care import CareRule
from hub.domain.templates import MessageTemplate


class Templates(Protocol):
    """Message templates."""

    def get(self, template_id: str) -> MessageTemplate | None:
        """Return one."""

    def all(self, purpose: str | None = None) -> Sequence[MessageTemplate]:
        """List by name."""

    def put(self, template: MessageTemplate, expected_version: int | None) -> None:
        """Insert (None) or replace; raise `StaleVersionError` when the row is at another version."""


class CareRules(Protocol):
    """Standing rules that make occurrences."""

    def get(self, rule_id: str) -> CareRule | None:
        """Return one."""

    def all(self) -> Sequence[CareRule]:
        """List by name."""

    def put(self, rule: CareRule, expected_version: int | None) -> None:
        """Insert (None) or replace; raise `StaleVersionError` when the row is at another version."""
