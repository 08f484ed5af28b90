"""Whoever is classed as a rule asks is let in by it, from the first contact after a purchase on."""

from datetime import UTC, datetime

import pytest

from hub.domain.entry_rules import Conditions, EntryRule
from hub.domain.ids import new_id
from hub.domain.purchases import Purchase
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.value.purchases import put_purchases
from tests.usecases.test_entry_preferences import Desk


@pytest.fixture
def desk(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """On both kinds of database."""
    return Desk(database, tmp_path_factory.mktemp("blobs"))


async def test_a_purchase_changes_who_lets_the_customer_in(desk: Desk) -> None:
    rule = EntryRule(
        id=new_id(),
        name="core customers",
        position=1,
        conditions=Conditions(classes={"value": ("core",)}),
        queue_id=desk.queue.id,
        priority=7,
    )
    await desk.open(rule)
    before = await desk.writes()
    customer_id = before.customer_id or ""
    await desk.change(before, thread_key="another")
    now = datetime.now(UTC)
    purchase = Purchase(
        id=new_id(), customer_id=customer_id, at=now, amount=500, currency="USD", created_at=now, updated_at=now
    )

    def work(tx: Tx) -> None:
        put_purchases(tx, [purchase], by="test", at=now)

    await desk.database.write(work)
    after = await desk.writes()

    assert (before.entry_rule, before.priority) == (None, 0)
    assert (after.customer_id, after.entry_rule, after.priority) == (customer_id, "core customers", 7)
