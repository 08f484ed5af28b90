"""Deliveries and consent."""

import re
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.deliveries import Delivery
from hub.domain.ids import new_id
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.outbound import consents, deliveries, occurrences, unmatched_statuses

DELIVERY = Codec(deliveries, Delivery)
CONSENT = Codec(consents, Consent)

DELIVERIES_WAKE = "deliveries"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Deliveries:
    """Implements `hub.ports.repositories.outbound.Deliveries`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, delivery: Delivery) -> bool:
        self._unit.wakes.add(DELIVERIES_WAKE)
        return self._unit.add_new(DELIVERY, delivery)

    def get(self, delivery_id: str) -> Delivery | None:
        return self._unit.one(DELIVERY, deliveries.c.id == delivery_id)

    def by_provider_id(self, channel: str, provider_id: str) -> Delivery | None:
        c = deliveries.c
        found = sa.select(deliveries).where(c.channel == channel, c.provider_id == provider_id)
        return next(iter(self._unit.list(DELIVERY, found.order_by(c.id.desc()).limit(1))), None)

    def by_idem_key(self, idem_key: str) -> Delivery | None:
        return self._unit.one(DELIVERY, deliveries.c.idem_key == idem_key)

    def claim(self, owner: str, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        c = deliveries.c
        due = sa.select(c.id).where(sa.text("deliveries.state = 'queued'"), c.due_at <= now)
        first = due.order_by(c.priority.desc(), c.due_at, c.id).limit(limit).with_for_update(skip_locked=True)
        ids = self._unit.connection.execute(first).scalars().all()
        if not ids:
            return []
        claimed = sa.update(deliveries).where(c.id.in_(ids))
        self._unit.connection.execute(
            claimed.values(
                state="leased", lease_owner=owner, lease_until=lease_until, attempt=c.attempt + 1, updated_at=now
            )
        )
        rows = self._unit.list(DELIVERY, sa.select(deliveries).where(c.id.in_(ids)))
        return sorted(rows, key=lambda each: (-each.priority, each.due_at, each.id))

    def update(self, delivery: Delivery, *, expected_attempt: int, expected_states: Sequence[str]) -> bool:
        c = deliveries.c
        current = sa.update(deliveries).where(
            c.id == delivery.id, c.attempt == expected_attempt, c.state.in_([str(state) for state in expected_states])
        )
        return bool(self._unit.connection.execute(current.values(DELIVERY.row(delivery))).rowcount)

    def overdue(self, now: datetime, limit: int) -> Sequence[Delivery]:
        c = deliveries.c
        claimed = sa.select(deliveries).where(
            sa.text("deliveries.state IN ('leased', 'sending')"), c.lease_until <= now
        )
        return self._unit.list(DELIVERY, claimed.order_by(c.lease_until).limit(limit))

    def next_due(self) -> datetime | None:
        earliest = sa.select(sa.func.min(deliveries.c.due_at)).where(sa.text("deliveries.state = 'queued'"))
        return self._unit.connection.execute(earliest).scalar()

    def page(
        self,
        *,
        after: str | None,
        limit: int,
        customer_id: str | None = None,
        state: str | None = None,
        rule_id: str | None = None,
    ) -> Sequence[Delivery]:
        c = deliveries.c
        statement = sa.select(deliveries)
        for column, value in ((c.customer_id, customer_id), (c.state, state), (c.rule_id, rule_id)):
            if value is not None:
                statement = statement.where(column == value)
        if after is not None:
            statement = statement.where(c.id < after)
        return self._unit.list(DELIVERY, statement.order_by(c.id.desc()).limit(limit))

    def keep_unmatched(self, channel: str, provider_id: str, status: dict[str, object], at: datetime) -> None:
        self._unit.connection.execute(
            sa.insert(unmatched_statuses).values(
                id=new_id(), channel=channel, provider_id=provider_id, status=status, at=at
            )
        )

    def take_unmatched(self, channel: str, provider_id: str) -> Sequence[dict[str, object]]:
        c = unmatched_statuses.c
        kept = sa.delete(unmatched_statuses).where(c.channel == channel, c.provider_id == provider_id)
        rows = self._unit.connection.execute(kept.returning(c.id, c.status)).all()
        return [row.status for row in sorted(rows, key=lambda row: row.id)]

    def prune_unmatched(self, before: datetime, *, limit: int) -> int:
        c = unmatched_statuses.c
        return self._unit.prune(c.id, c.at < before, limit=limit)

    def occurrence(self, key: str) -> bool:
        """Note an occurrence; the customer's id in its key lets a merge carry it over."""
        subject = _UUID.search(key)
        row = {"key": key, "subject_id": subject.group() if subject else None}
        statement = self._unit.insert(occurrences).values(row).on_conflict_do_nothing()
        return bool(self._unit.connection.execute(statement).rowcount)

    def move_occurrences(self, source_customer_id: str, target_customer_id: str) -> Sequence[tuple[str, str]]:
        mine = sa.select(occurrences.c.key).where(occurrences.c.subject_id == source_customer_id)
        keys = self._unit.connection.execute(mine.order_by(occurrences.c.key)).scalars().all()
        pairs = [(key, key.replace(source_customer_id, target_customer_id)) for key in keys]
        return [(key, theirs) for key, theirs in pairs if not self.occurrence(theirs)]


class Consents:
    """Implements `hub.ports.repositories.outbound.Consents`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, consent: Consent) -> None:
        self._unit.add(CONSENT, [consent])

    def status(
        self, *, customer_id: str | None, kind: str, address: str, purpose: Purpose, also: Sequence[str] = ()
    ) -> ConsentStatus:
        c = consents.c
        on_address = sa.select(consents).where(c.address.in_([address, *also]), c.kind == kind)
        on_customer = sa.select(consents).where(c.customer_id == customer_id, c.address.is_(None), c.kind == kind)
        applies = sa.or_(c.purpose.is_(None), c.purpose == purpose.value)
        found = self._unit.list(CONSENT, on_address.where(applies).order_by(c.at.desc(), c.id.desc()).limit(1))
        if customer_id is not None:
            found += self._unit.list(CONSENT, on_customer.where(applies).order_by(c.at.desc(), c.id.desc()).limit(1))
        newest = max(found, key=lambda each: (each.at, each.id), default=None)
        return ConsentStatus.UNKNOWN if newest is None else newest.status

    def of_customer(self, customer_id: str) -> Sequence[Consent]:
        c = consents.c
        stated = sa.select(consents).where(c.customer_id == customer_id)
        return self._unit.list(CONSENT, stated.order_by(c.at.desc(), c.id.desc()))
