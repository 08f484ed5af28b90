"""What a standing rule would send in the coming days, and to whom; nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.domain.birthdays import birthday_year, days_kept_on
from hub.domain.care import CareRule
from hub.domain.customers import Calendar, Customer
from hub.errors import InvalidError
from hub.ports.rendering import Renderer
from hub.ports.repositories import Tx
from hub.services.care.templates import require_template
from hub.services.care.wording import wording
from hub.services.channel_book import ChannelBook
from hub.services.shapes import Shape

DAYS = 14
_MOST = 20


@dataclass(frozen=True, kw_only=True)
class House:
    """What every text needs: how templates are filled, who writes, in which language by default."""

    renderer: Renderer
    organisation: str
    language: str


def preview_template(tx: Tx, template_id: str, customer_id: str, kind: str, house: House) -> Shape:
    """A template as one customer would read it."""
    template = require_template(tx, template_id)
    customer = tx.customers.get(customer_id)
    if customer is None:
        raise InvalidError(f"there is no customer {customer_id}", field="customer_id")
    words = wording(
        template, customer, kind, renderer=house.renderer, organisation=house.organisation, language=house.language
    )
    return {"subject": words.subject, "text": words.text, "html": words.html}


def preview_rule(tx: Tx, rule: CareRule, house: House, channels: ChannelBook, *, at: datetime) -> Shape:
    """The next birthdays that the rule keeps, at most 20 within 14 days, with their texts on the first channel."""
    template = require_template(tx, rule.template_id)
    channel = channels.find(rule.channels[0]) if rule.channels else None
    kind = channel.kind.value if channel else "sms"
    items: list[Shape] = []
    for day, customer in _coming(tx, rule, at):
        if len(items) == _MOST:
            break
        line: Shape = {"customer_id": customer.id, "name": customer.name, "day": day.isoformat()}
        try:
            words = wording(
                template,
                customer,
                kind,
                renderer=house.renderer,
                organisation=house.organisation,
                language=house.language,
            )
            items.append({**line, "subject": words.subject, "text": words.text, "problem": None})
        except InvalidError as error:
            items.append({**line, "subject": "", "text": "", "problem": str(error)})
    return {"items": items, "next": None}


def _coming(tx: Tx, rule: CareRule, at: datetime) -> Iterator[tuple[date, Customer]]:
    for offset in range(DAYS):
        day = (at + timedelta(days=offset)).date()
        for calendar in Calendar:
            pairs = sorted(days_kept_on(day, calendar))
            for customer in tx.customers.with_birthday(calendar.value, pairs, after=None, limit=_MOST):
                birthday = customer.birthday
                if birthday is not None and birthday_year(birthday, day, leap_day=rule.leap_day) is not None:
                    yield day, customer
