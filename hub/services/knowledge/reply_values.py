"""What texts may ask for of a contact, and what they become; gaps stay visible to the agent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.domain.canned import CannedText
from hub.domain.cases import number_text
from hub.domain.interactions import Interaction
from hub.domain.time import require_utc
from hub.ports.rendering import Renderer
from hub.ports.repositories import Tx
from hub.services.access.callers import Caller

NAMES = (
    "customer.name",
    "customer.language",
    "agent.name",
    "organisation.name",
    "case.number",
    "case.subject",
    "interaction.subject",
    "today",
)
ATTRIBUTES = "customer.attributes"
# Brackets that nobody types by accident: what stands in them has to be filled in before the text leaves.
GAP = re.compile("⟦([^⟦⟧]*)⟧")


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A text with its values; `missing` names those that nobody knows, which stand in it as `⟦name⟧`."""

    locale: str
    kind: str
    subject: str
    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Who writes, when, and for which house."""

    caller: Caller
    organisation: str
    zone: str
    at: datetime


class _Gap(str):
    """Shows itself in brackets, and counts as empty for `or` and `if`."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


def values_for(tx: Tx, interaction: Interaction, setting: Setting) -> dict[str, str]:
    """Every value by its dotted name; those that are empty are left out."""
    customer = tx.customers.get(interaction.customer_id) if interaction.customer_id else None
    case = tx.cases.get(interaction.case_id) if interaction.case_id else None
    attributes = customer.attributes if customer else {}
    day = require_utc(setting.at).astimezone(ZoneInfo(setting.zone)).date()
    values = {
        "customer.name": customer.name if customer else "",
        "customer.language": customer.language if customer else "",
        "agent.name": setting.caller.author.name,
        "organisation.name": setting.organisation,
        "case.number": number_text(case.number) if case else "",
        "case.subject": case.subject if case else "",
        "interaction.subject": interaction.subject,
        "today": day.isoformat(),
        **{f"{ATTRIBUTES}.{key}": value for key, value in attributes.items()},
    }
    return {name: value for name, value in values.items() if value}


def fill(text: CannedText, values: Mapping[str, str], renderer: Renderer) -> Filled:
    """Render both parts; what is missing stays visible."""
    subject = fill_source(text.subject, values, renderer)
    body = fill_source(text.text, values, renderer)
    missing = dict.fromkeys(GAP.findall(f"{subject}\n{body}"))
    return Filled(locale=text.locale, kind=text.kind, subject=subject, text=body, missing=tuple(missing))


def fill_source(source: str, values: Mapping[str, str], renderer: Renderer) -> str:
    """Render a text."""
    asked = {*NAMES, *renderer.variables(source)}
    nested: dict[str, object] = {}
    for name in sorted({*asked, *values}):
        _place(nested, name.split("."), values.get(name) or _Gap(f"⟦{name}⟧"))
    return renderer.render(source, nested)


def _place(nested: dict[str, object], path: list[str], value: str) -> None:
    for part in path[:-1]:
        inner = nested.setdefault(part, {})
        if not isinstance(inner, dict):
            return
        nested = inner
    nested.setdefault(path[-1], value)
