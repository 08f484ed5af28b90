"""Plans birthday greetings: once a birthday, whatever restarts, whichever channel, and after a merge.

Every run looks at the days that are "today" somewhere on earth. What makes it safe to run at any time and on every
machine is the occurrence's key, which is stored in the transaction that queues the greeting.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from hub.domain.birthdays import birthday_year, days_kept_on
from hub.domain.care import CareRule, CareTrigger
from hub.domain.consent import ConsentStatus, Purpose
from hub.domain.customers import Calendar, ContactPointKind, ContactPointState, Customer
from hub.domain.deliveries import Delivery, DeliveryState
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind, InteractionState
from hub.domain.messages import Author, AuthorType
from hub.domain.templates import MessageTemplate
from hub.errors import InvalidError
from hub.ports.channels import Capability, Channel
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.rendering import Renderer
from hub.ports.repositories import Tx
from hub.services.care.wording import wording
from hub.services.channel_book import ChannelBook
from hub.services.conversations.outgoing import Draft, write_out
from hub.services.sending.quiet_hours import instant, zones_of

_log = logging.getLogger(__name__)
_CHUNK = 200
GREETING_PRIORITY = 10


@dataclass(frozen=True, kw_only=True)
class _Due:
    """A birthday that is kept on the customer's local `day`."""

    key: str
    due_at: datetime
    expires_at: datetime
    zone: str


class Birthdays:
    """The planner. Sending is the pump's: quiet hours and consent are looked at again there."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        channels: ChannelBook,
        renderer: Renderer,
        organisation: str,
        language: str,
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._renderer = renderer
        self._organisation = organisation
        self._language = language

    async def plan(self) -> int:
        """Queue what is due today in each customer's zone; return how many greetings were queued."""
        now = self._clock.now()
        rules = await self._database.read(_enabled)
        queued = 0
        for rule, template in rules:
            for calendar in Calendar:
                queued += await self._plan_calendar(rule, template, calendar, now)
        return queued

    async def _plan_calendar(self, rule: CareRule, template: MessageTemplate, calendar: Calendar, now: datetime) -> int:
        days = sorted({pair for day in _days_around(now) for pair in days_kept_on(day, calendar)})
        after: str | None = None
        queued = 0
        while days:
            page = await self._database.read(partial(_page, calendar=calendar, days=days, after=after))
            if page:
                work = partial(self._queue, customers=page, rule=rule, template=template, now=now)
                queued += await self._database.write(work)
            if len(page) < _CHUNK:
                break
            after = page[-1].id
        return queued

    def _queue(
        self, tx: Tx, *, customers: Sequence[Customer], rule: CareRule, template: MessageTemplate, now: datetime
    ) -> int:
        count = 0
        for found in customers:
            customer = tx.customers.get(found.id)
            due = _due(customer, rule, now) if customer is not None and customer.merged_into is None else None
            if due is not None and customer is not None:
                count += self._greet(tx, customer, rule, template, due=due, now=now)
        return count

    def _greet(
        self, tx: Tx, customer: Customer, rule: CareRule, template: MessageTemplate, *, due: _Due, now: datetime
    ) -> int:
        """Queue one greeting on the first channel that may be used, or note why there is none."""
        channel, address, reason = self._way(tx, customer, rule)
        if channel is None:
            tx.deliveries.add(_skipped(customer, rule, due, reason, now))
            return 0
        try:
            words = wording(
                template,
                customer,
                channel.kind.value,
                renderer=self._renderer,
                organisation=self._organisation,
                language=self._language,
            )
        except InvalidError as error:
            _log.warning("a greeting could not be rendered", extra={"rule_id": rule.id, "error": str(error)})
            tx.deliveries.add(_skipped(customer, rule, due, f"render: {error}", now))
            return 0
        if not tx.deliveries.occurrence(due.key):
            return 0
        interaction = _interaction(customer, channel, address, words.subject, now)
        tx.interactions.add(interaction)
        draft = Draft(
            text=words.text,
            subject=words.subject,
            author=Author(type=AuthorType.CAMPAIGN, id=rule.id, name=rule.name),
            purpose=Purpose.GREETING,
            automatic=True,
            due_at=due.due_at,
            expires_at=due.expires_at,
            idem_key=due.key,
            rule_id=rule.id,
            priority=GREETING_PRIORITY,
            extra={
                "html": words.html,
                "window_start": rule.window.start.isoformat(timespec="minutes"),
                "window_end": rule.window.end.isoformat(timespec="minutes"),
                "zone": due.zone,
            },
        )
        write_out(tx, interaction, draft, now)
        return 1

    def _way(self, tx: Tx, customer: Customer, rule: CareRule) -> tuple[Channel | None, str, str]:
        reason = "no_address"
        for name in rule.channels:
            channel = self._channels.find(name)
            if channel is None or Capability.WRITE_FIRST not in channel.capabilities:
                continue
            address = _address(customer, channel)
            if not address:
                continue
            status = tx.consents.status(
                customer_id=customer.id, kind=channel.kind.value, address=address, purpose=Purpose.GREETING
            )
            if status is ConsentStatus.GRANTED:
                return channel, address, ""
            reason = "opted_out" if status is ConsentStatus.WITHDRAWN else "no_consent"
        return None, "", reason


def _page(tx: Tx, *, calendar: Calendar, days: Sequence[tuple[int, int]], after: str | None) -> Sequence[Customer]:
    return tx.customers.with_birthday(calendar.value, days, after=after, limit=_CHUNK)


def _enabled(tx: Tx) -> list[tuple[CareRule, MessageTemplate]]:
    rules = [each for each in tx.care_rules.all() if each.enabled and each.trigger is CareTrigger.BIRTHDAY]
    pairs = [(rule, tx.templates.get(rule.template_id)) for rule in rules]
    return [(rule, template) for rule, template in pairs if template is not None]


def _days_around(now: datetime) -> list[date]:
    """Between UTC-12 and UTC+14 three dates can be today."""
    return [(now + timedelta(days=offset)).date() for offset in (-1, 0, 1)]


def _due(customer: Customer | None, rule: CareRule, now: datetime) -> _Due | None:
    """When the customer's birthday is greeted; None when it is not today there, or today's window has closed."""
    if customer is None or customer.birthday is None:
        return None
    zone = next(iter(zones_of(customer)), rule.zone)
    today = now.astimezone(ZoneInfo(zone)).date()
    year = birthday_year(customer.birthday, today, leap_day=rule.leap_day)
    if year is None:
        return None
    due_at = instant(datetime.combine(today, rule.at), zone)
    expires_at = instant(datetime.combine(today, rule.window.end), zone)
    if now >= expires_at:
        return None
    key = f"bday:{customer.id}:{customer.birthday.calendar.value}:{year}"
    return _Due(key=key, due_at=due_at, expires_at=expires_at, zone=zone)


def _address(customer: Customer, channel: Channel) -> str:
    """The customer's own address for a channel; one that is shared or blocked is not used."""
    wanted = ContactPointKind.EMAIL if channel.kind is InteractionKind.EMAIL else ContactPointKind.PHONE
    usable = (ContactPointState.VERIFIED, ContactPointState.CLAIMED)
    points = [
        each for each in customer.contact_points if each.kind is wanted and each.state in usable and each.identifies
    ]
    best = sorted(points, key=lambda each: each.state is not ContactPointState.VERIFIED)
    return best[0].value if best else ""


def _interaction(customer: Customer, channel: Channel, address: str, subject: str, now: datetime) -> Interaction:
    interaction_id = new_id()
    is_mail = channel.kind is InteractionKind.EMAIL
    return Interaction(
        id=interaction_id,
        channel=channel.name,
        kind=channel.kind,
        direction=Direction.OUT,
        state=InteractionState.CLOSED,
        customer_id=customer.id,
        contact_point_id=next((each.id for each in customer.contact_points if each.value == address), None),
        subject=subject,
        address=address,
        our_address=channel.address,
        thread_key=interaction_id if is_mail else f"{channel.address}|{address}",
        language=customer.language,
        created_at=now,
        closed_at=now,
        updated_at=now,
    )


def _skipped(customer: Customer, rule: CareRule, due: _Due, reason: str, now: datetime) -> Delivery:
    """Nobody is left out silently; the row does not stand in the way of a greeting later the same day."""
    return Delivery(
        id=new_id(),
        idem_key=f"{due.key}:skipped:{reason}"[:200],
        state=DeliveryState.SKIPPED,
        reason=reason[:500],
        channel=rule.channels[0] if rule.channels else "",
        purpose=Purpose.GREETING,
        customer_id=customer.id,
        address="",
        rule_id=rule.id,
        occurrence_key=due.key,
        due_at=due.due_at,
        created_at=now,
        updated_at=now,
    )
