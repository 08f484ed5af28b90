"""Chooses a template's wording for a customer and fills it in."""

from dataclasses import dataclass

from hub.domain.customers import Customer
from hub.domain.templates import MessageTemplate, TemplateText
from hub.errors import InvalidError
from hub.ports.rendering import Renderer


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A rendered message."""

    subject: str
    text: str
    html: str


def wording(
    template: MessageTemplate, customer: Customer, kind: str, *, renderer: Renderer, organisation: str, language: str
) -> Wording:
    """Render for a kind of channel in the customer's language, else `language`, else the first there is.

    Templates may use `name`, `organisation`, `language` and `attributes`. Raises `InvalidError`.
    """
    chosen = choose_text(template, kind, customer.language, language)
    if chosen is None:
        raise InvalidError(f"template {template.name!r} has no text for {kind}", field="template_id")
    values = {
        "name": customer.name,
        "organisation": organisation,
        "language": chosen.locale,
        "attributes": customer.attributes,
    }
    return Wording(
        subject=renderer.render(chosen.subject, values),
        text=renderer.render(chosen.text, values),
        html=renderer.render(chosen.html, values, html=True) if chosen.html else "",
    )


def choose_text(template: MessageTemplate, kind: str, *languages: str) -> TemplateText | None:
    """Choose the text of a kind in the first language that it has, exactly or without the region."""
    texts = [each for each in template.texts if each.kind == kind]
    for language in (each for each in languages if each):
        exact = next((each for each in texts if each.locale.lower() == language.lower()), None)
        close = next((each for each in texts if _base(each.locale) == _base(language)), None)
        if exact or close:
            return exact or close
    return texts[0] if texts else None


def _base(locale: str) -> str:
    return locale.split("-", maxsplit=1)[0].lower()
