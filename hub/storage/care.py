"""Message templates and standing rules."""

from collections.abc import Sequence

import sqlalchemy as sa

from hub.domain.care import CareRule
from hub.domain.templates import MessageTemplate
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.care import care_rules, templates

TEMPLATE = Codec(templates, MessageTemplate)
RULE = Codec(care_rules, CareRule)


class Templates:
    """Implements `hub.ports.repositories.care.Templates`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, template_id: str) -> MessageTemplate | None:
        return self._unit.one(TEMPLATE, templates.c.id == template_id)

    def all(self, purpose: str | None = None) -> Sequence[MessageTemplate]:
        statement = sa.select(templates).order_by(templates.c.name, templates.c.id)
        return self._unit.list(
            TEMPLATE, statement if purpose is None else statement.where(templates.c.purpose == purpose)
        )

    def put(self, template: MessageTemplate, expected_version: int | None) -> None:
        self._unit.put_version(TEMPLATE, template, expected_version)


class CareRules:
    """Implements `hub.ports.repositories.care.CareRules`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, rule_id: str) -> CareRule | None:
        return self._unit.one(RULE, care_rules.c.id == rule_id)

    def all(self) -> Sequence[CareRule]:
        return self._unit.list(RULE, sa.select(care_rules).order_by(care_rules.c.name, care_rules.c.id))

    def put(self, rule: CareRule, expected_version: int | None) -> None:
        self._unit.put_version(RULE, rule, expected_version)
