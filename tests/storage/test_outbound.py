"""Deliveries, occurrences and consent."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.deliveries import DeliveryState
from hub.domain.ids import new_id
from hub.ports.database import Database
from tests.storage.values import NOW, a_customer, a_delivery, storing

LATER = NOW + timedelta(minutes=1)


async def test_the_same_cause_makes_one_delivery(database: Database) -> None:
    delivery = a_delivery(idem_key="bday:1", payload={"html": "<p>"}, rule_id="r", expires_at=LATER)
    assert await database.write(lambda tx: tx.deliveries.add(delivery))
    assert not await database.write(lambda tx: tx.deliveries.add(replace(delivery, id=new_id())))
    assert await database.read(lambda tx: tx.deliveries.get(delivery.id)) == delivery
    assert [*await database.read(lambda tx: tx.deliveries.page(after=None, limit=9, rule_id="r"))] == [delivery]
    assert [*await database.read(lambda tx: tx.deliveries.page(after=None, limit=9, state="sent"))] == []


async def test_due_rows_are_claimed_once_by_priority_and_age(database: Database) -> None:
    rows = [a_delivery(due_at=NOW + timedelta(seconds=second)) for second in (2, 1, 3)]
    urgent = a_delivery(priority=5, due_at=NOW + timedelta(seconds=3))
    tomorrow = a_delivery(due_at=NOW + timedelta(days=1))
    await database.write(storing(*rows, urgent, tomorrow))
    assert await database.read(lambda tx: tx.deliveries.next_due()) == NOW + timedelta(seconds=1)
    claimed = await database.write(lambda tx: tx.deliveries.claim("p1", LATER, LATER, 3))
    assert [each.id for each in claimed] == [urgent.id, rows[1].id, rows[0].id]
    assert {(each.state, each.attempt, each.lease_owner) for each in claimed} == {(DeliveryState.LEASED, 1, "p1")}
    rest = await database.write(lambda tx: tx.deliveries.claim("p2", LATER, LATER, 9))
    assert [each.id for each in rest] == [rows[2].id]
    assert [*await database.write(lambda tx: tx.deliveries.claim("p2", LATER, LATER, 9))] == []
    assert len(await database.read(lambda tx: tx.deliveries.overdue(LATER, 9))) == 4


async def test_several_pumps_never_claim_the_same(database: Database) -> None:
    rows = [a_delivery() for _ in range(60)]
    await database.write(storing(*rows))
    claims = await asyncio.gather(
        *(database.write(lambda tx: tx.deliveries.claim("p", LATER, LATER, 10)) for _ in range(12))
    )
    claimed = [each.id for claim in claims for each in claim]
    assert sorted(claimed) == sorted(each.id for each in rows)


async def test_an_outcome_is_fenced_by_attempt_and_state(database: Database) -> None:
    await database.write(lambda tx: tx.deliveries.add(a_delivery()))
    (claimed,) = await database.write(lambda tx: tx.deliveries.claim("p", LATER, LATER, 1))
    sent = replace(claimed, state=DeliveryState.SENT, provider_id="SM1")

    async def update(attempt: int, states: list[str]) -> bool:
        return await database.write(
            lambda tx: tx.deliveries.update(sent, expected_attempt=attempt, expected_states=states)
        )

    assert not await update(2, ["leased"])
    assert not await update(1, ["sending"])
    assert await update(1, ["sending", "leased"])
    assert not await update(1, ["leased"])
    assert await database.read(lambda tx: tx.deliveries.by_provider_id("sms", "SM1")) == sent


async def test_statuses_that_came_too_early_are_kept_in_order(database: Database) -> None:
    for state in ("sent", "delivered"):
        status: dict[str, object] = {"state": state}
        await database.write(lambda tx, status=status: tx.deliveries.keep_unmatched("sms", "SM1", status, NOW))  # type: ignore[misc]
    taken = await database.write(lambda tx: tx.deliveries.take_unmatched("sms", "SM1"))
    assert [each["state"] for each in taken] == ["sent", "delivered"]
    assert [*await database.write(lambda tx: tx.deliveries.take_unmatched("sms", "SM1"))] == []


async def test_an_occurrence_happens_once_also_after_a_merge(database: Database) -> None:
    source, target = new_id(), new_id()
    assert await database.write(lambda tx: tx.deliveries.occurrence(f"bday:{source}:gregorian:2026"))
    assert not await database.write(lambda tx: tx.deliveries.occurrence(f"bday:{source}:gregorian:2026"))
    await database.write(lambda tx: tx.deliveries.move_occurrences(source, target))
    assert not await database.write(lambda tx: tx.deliveries.occurrence(f"bday:{target}:gregorian:2026"))
    assert await database.write(lambda tx: tx.deliveries.occurrence(f"bday:{target}:gregorian:2027"))


async def test_the_newest_statement_that_applies_counts(database: Database) -> None:
    customer = a_customer()
    await database.write(lambda tx: tx.customers.add(customer))
    minutes = iter(range(99))

    async def say(status: ConsentStatus, **about: object) -> None:
        consent = Consent(
            id=new_id(),
            status=status,
            kind="sms",
            source="t",
            at=NOW + timedelta(minutes=next(minutes)),
            customer_id=None,
        )
        await database.write(lambda tx: tx.consents.add(replace(consent, **about)))  # type: ignore[arg-type]

    async def status(address: str, purpose: Purpose, kind: str = "sms") -> ConsentStatus:
        return await database.read(
            lambda tx: tx.consents.status(customer_id=customer.id, kind=kind, address=address, purpose=purpose)
        )

    assert await status("+1", Purpose.MARKETING) is ConsentStatus.UNKNOWN
    await say(ConsentStatus.GRANTED, customer_id=customer.id, purpose=Purpose.MARKETING)
    assert await status("+1", Purpose.MARKETING) is ConsentStatus.GRANTED
    assert await status("+1", Purpose.SURVEY) is ConsentStatus.UNKNOWN
    await say(ConsentStatus.WITHDRAWN, address="+1")
    assert await status("+1", Purpose.MARKETING) is ConsentStatus.WITHDRAWN
    assert await status("+2", Purpose.MARKETING) is ConsentStatus.GRANTED
    assert await status("+1", Purpose.MARKETING, kind="email") is ConsentStatus.UNKNOWN
    await say(ConsentStatus.GRANTED, customer_id=customer.id, address="+1", purpose=Purpose.MARKETING)
    assert await status("+1", Purpose.MARKETING) is ConsentStatus.GRANTED
    assert await status("+1", Purpose.SURVEY) is ConsentStatus.WITHDRAWN
    history = await database.read(lambda tx: tx.consents.of_customer(customer.id))
    assert [each.status for each in history] == [ConsentStatus.GRANTED, ConsentStatus.GRANTED]
