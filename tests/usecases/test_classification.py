"""Runs of the classification on both databases: once a night, taken up again, the same as one customer at a time."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.domain.classification import FIGURES, FiguresRule, RunState
from hub.domain.customers import Customer
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.purchases import Purchase
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.customers.merging import merge, undo
from hub.services.value.class_rules import RuleChange, change_rule
from hub.services.value.classification import Classification, ask
from hub.services.value.purchases import edit_purchase, put_purchases, remove_purchase
from hub.services.value.standings import working
from hub.storage.engine import open_database
from hub.storage.tables.value_changes import class_changes
from tests.usecases.test_weekly_lists import SetClock

NIGHT = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # 02:30 on the 23rd in Shanghai
SHANGHAI = "Asia/Shanghai"


class House:
    """Customers and the nightly work, on a clock that tests set."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = SetClock(NIGHT)
        self.nightly = Classification(database=database, clock=self.clock, zone=SHANGHAI)

    async def customer(self, name: str, *amounts: int, days: int = 10, currency: str = "USD") -> str:
        """Somebody who bought every `days` days, last `days` days ago."""
        customer = Customer(id=new_id(), name=name, created_at=NIGHT, updated_at=NIGHT)

        def work(tx: Tx) -> None:
            tx.customers.add(customer)
            bought = [
                a_purchase(customer.id, self.clock.at - timedelta(days=days * (place + 1)), amount, currency)
                for place, amount in enumerate(amounts)
            ]
            put_purchases(tx, bought, by="test", at=self.clock.at)

        await self.database.write(work)
        return customer.id

    async def classes(self, customer_id: str) -> Mapping[str, str]:
        customer = await self.database.read(lambda tx: tx.customers.get(customer_id))
        assert customer is not None
        return customer.classes

    async def run(self) -> int:
        await self.database.write(lambda tx: ask(tx, by="test", at=self.clock.at))
        return await self.nightly.tick()


def a_purchase(customer_id: str, at: datetime, amount: int, currency: str = "USD") -> Purchase:
    return Purchase(
        id=new_id(), customer_id=customer_id, at=at, amount=amount, currency=currency, created_at=at, updated_at=at
    )


@pytest.fixture
def house(database: Database) -> House:
    """On both kinds of database."""
    return House(database)


async def test_each_night_has_one_run_from_two_o_clock_on(house: House) -> None:
    house.clock.at = datetime(2026, 11, 22, 17, 59, tzinfo=UTC)
    early = await house.nightly.tick()
    house.clock.at = NIGHT
    ran = [await house.nightly.tick(), await house.nightly.tick()]
    house.clock.at = NIGHT + timedelta(days=1)

    assert (early, ran, await house.nightly.tick()) == (0, [1, 0], 1)


async def test_a_run_counts_and_classes_everybody(house: House) -> None:
    best = await house.customer("best", 90_000, 30_000)
    middling = await house.customer("middling", 20_000)
    for number in range(3):
        await house.customer(f"small {number}", 100)
    never = await house.customer("never")

    await house.run()
    run = await house.database.read(lambda tx: tx.class_runs.last_done())
    counts = await house.database.read(lambda tx: tx.value.counts())

    assert run is not None
    assert run.state is RunState.DONE
    assert run.customers == 6
    assert run.counts["value"] == {"core": 1, "general": 4, "potential": 1}
    assert run.counts == {scheme: dict(sorted(each.items())) for scheme, each in counts.items()}
    assert (await house.classes(best))["value"] == "core"
    assert (await house.classes(middling))["service"] == "b"
    assert (await house.classes(never)) == {"value": "potential", "service": "c"}


async def test_only_who_changed_is_told_of(house: House) -> None:
    await house.customer("anna", 500)
    await house.run()
    await house.database.number_events()
    before = await house.database.wait_for_events(0, 0)

    await house.run()
    await house.database.number_events()
    told = await house.database.events_after(before, 100)

    assert [each for each in told if each.type is EventType.CUSTOMER_UPDATED] == []


async def test_who_was_in_no_pool_yet_has_left_none(house: House) -> None:
    await house.customer("anna")
    await house.run()

    def changes(tx: Tx) -> list[tuple[dict[str, str], dict[str, str]]]:
        execute = tx.unit.connection.execute  # type: ignore[attr-defined]
        return [(row.gained, row.lost) for row in execute(sa.select(class_changes))]

    [(gained, lost)] = await house.database.read(changes)
    assert gained["pool"] == "public"
    assert lost == {}


async def test_a_run_that_broke_off_is_taken_up_after_five_minutes(house: House) -> None:
    await house.customer("anna", 500)

    def begin(tx: Tx) -> None:
        run = ask(tx, by="test", at=NIGHT)
        assert run is not None
        tx.class_runs.update(replace(run, state=RunState.RUNNING), before=run)

    await house.nightly.tick()  # tonight's own
    await house.database.write(begin)
    house.clock.at = NIGHT + timedelta(minutes=4)
    early = await house.nightly.tick()
    house.clock.at = NIGHT + timedelta(minutes=6)

    assert (early, await house.nightly.tick()) == (0, 1)


async def test_two_processes_do_a_night_once(house: House, database_url: str) -> None:
    """On SQLite, where there is one process, two tasks."""
    await house.customer("anna", 500)
    is_shared = database_url.startswith("postgres")
    other = await open_database(database_url, house.clock) if is_shared else house.database
    second = Classification(database=other, clock=house.clock, zone=SHANGHAI)
    try:
        ran = await asyncio.gather(*(each.tick() for each in (house.nightly, second, house.nightly, second)))
    finally:
        if is_shared:
            await other.close()

    assert sorted(ran) == [0, 0, 0, 1]


async def test_other_currencies_count_at_their_rate_or_not(house: House) -> None:
    rule = FiguresRule(currency="USD", rates={"EUR": 1.25})
    change = RuleChange(name=FIGURES, rule=rule, expected_version=None, by="test")
    await house.database.write(lambda tx: change_rule(tx, change, at=NIGHT))
    euro = await house.customer("euro", 1_001, currency="EUR")
    yen = await house.customer("yen", 5_000, currency="JPY")

    figures = await house.database.read(lambda tx: tx.value.figures([euro, yen]))

    assert (figures[euro].spent, figures[euro].purchases) == (1_251, 1)
    assert (figures[yen].spent, figures[yen].purchases) == (0, 1)


async def test_what_is_refunded_returned_or_deleted_does_not_count(house: House) -> None:
    anna = await house.customer("anna", 100, 200, 400, 800)
    bought = await house.database.read(lambda tx: tx.purchases.of_customer(anna, limit=10))
    by_amount = {each.amount: each.id for each in bought}

    def work(tx: Tx) -> None:
        options = {"expected_version": None, "by": "test", "at": NIGHT}
        edit_purchase(tx, by_amount[200], {"refunded": 50}, **options)  # type: ignore[arg-type]
        edit_purchase(tx, by_amount[400], {"returned_at": NIGHT}, **options)  # type: ignore[arg-type]
        remove_purchase(tx, by_amount[800], by="test", at=NIGHT)

    await house.database.write(work)
    figures = await house.database.read(lambda tx: tx.value.figures([anna]))

    assert (figures[anna].spent, figures[anna].purchases) == (250, 2)


async def test_a_merge_adds_up_and_its_undoing_parts_again(house: House) -> None:
    anna, other = await house.customer("anna", 100), await house.customer("anna b", 1_000, 2_000)
    await house.run()
    before = {key: await house.classes(key) for key in (anna, other)}

    journal, merged = await house.database.write(
        lambda tx: merge(tx, anna, other, reason="same", by="test", expected_version=None, at=NIGHT)
    )
    figures = await house.database.read(lambda tx: tx.value.figures([anna]))
    await house.database.write(lambda tx: undo(tx, journal.id, by="test", at=NIGHT))

    assert figures[anna].spent == 3_100
    assert merged.classes["value"] == "core"
    assert {key: await house.classes(key) for key in (anna, other)} == before


@given(st.lists(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 10**7)), max_size=6), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_run_agrees_with_working_out_each_customer(house: House, bought: list[list[tuple[int, int]]]) -> None:
    ids = [new_id() for _ in bought]

    def work(tx: Tx) -> None:
        for key, each in zip(ids, bought, strict=True):
            tx.customers.add(Customer(id=key, created_at=NIGHT, updated_at=NIGHT))
            lines = [a_purchase(key, NIGHT - timedelta(days=days, hours=1), amount) for days, amount in each]
            put_purchases(tx, lines, by="test", at=NIGHT)

    await house.database.write(work)
    await house.run()

    for key in ids:
        found = await house.database.read(lambda tx, key=key: working(tx, key, at=NIGHT))  # type: ignore[misc]
        shown = {scheme.value: finding.name for scheme, finding in found.findings.items() if finding.name}
        assert await house.classes(key) == shown
