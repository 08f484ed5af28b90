"""Pools on both databases: one owner at a time, whoever asks at once; claims run out unless there is work on them."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain.classification import POOLS, PoolRule
from hub.domain.customers import Customer
from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind, InteractionState
from hub.errors import ConflictError, UseCaseError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.conflicts import again_when_stale
from hub.services.customers.merging import merge, undo
from hub.services.customers.records import edit
from hub.services.value.class_rules import RuleChange, change_rule
from hub.services.value.pools import ByWhom, Claims, assign, claim, release
from hub.services.value.purchases import put_purchases
from hub.storage.engine import open_database
from tests.usecases.test_weekly_lists import MONDAY, Shop, a_purchase

TWO_WEEKS = timedelta(days=14)


@pytest.fixture
def shop(database: Database) -> Shop:
    """On both kinds of database."""
    return Shop(database)


async def newcomer(shop: Shop, name: str = "new") -> str:
    customer = Customer(id=new_id(), name=name, created_at=MONDAY, updated_at=MONDAY)
    await shop.database.write(lambda tx: tx.customers.add(customer))
    return customer.id


def by(agent_id: str, shop: Shop, *, supervises: bool = False) -> ByWhom:
    return ByWhom(actor=agent_id, agent_id=agent_id, supervises=supervises, at=shop.clock.at)


async def take(shop: Shop, customer_id: str, agent_id: str, database: Database | None = None) -> str | None:
    """Claim, as the API does; the owner then, or None when refused."""
    try:
        got = await again_when_stale(
            database or shop.database, lambda tx: claim(tx, customer_id, agent_id, by(agent_id, shop))
        )
    except ConflictError:
        return None
    return got.owner_agent_id


async def owner(shop: Shop, customer_id: str) -> tuple[str | None, str]:
    customer = await shop.database.read(lambda tx: tx.customers.get(customer_id))
    assert customer is not None
    return customer.owner_agent_id, customer.lifecycle


async def test_an_unworked_claim_runs_out(shop: Shop) -> None:
    anna = await shop.hire("anna")
    customer = await newcomer(shop)
    await take(shop, customer, anna)
    claims = Claims(database=shop.database, clock=shop.clock)

    shop.clock.at = MONDAY + TWO_WEEKS - timedelta(seconds=1)
    early = await claims.tick()
    shop.clock.at = MONDAY + TWO_WEEKS

    assert (early, await claims.tick(), await claims.tick()) == (0, 1, 0)
    assert await owner(shop, customer) == (None, "public")


async def test_work_puts_the_end_off(shop: Shop) -> None:
    anna = await shop.hire("anna")
    customer = await newcomer(shop)
    await take(shop, customer, anna)
    call = Interaction(
        id=new_id(),
        channel="line",
        kind=InteractionKind.PHONE,
        direction=Direction.OUT,
        state=InteractionState.CLOSED,
        customer_id=customer,
        agent_id=anna,
        address="",
        our_address="",
        thread_key="t",
        created_at=MONDAY + timedelta(days=10),
        updated_at=MONDAY + timedelta(days=10),
    )
    await shop.database.write(lambda tx: tx.interactions.add(call))
    claims = Claims(database=shop.database, clock=shop.clock)

    shop.clock.at = MONDAY + TWO_WEEKS
    early = await claims.tick()
    shop.clock.at = MONDAY + TWO_WEEKS + timedelta(days=10)

    assert (early, await claims.tick()) == (0, 1)


async def test_an_owner_from_elsewhere_ends_the_claim(shop: Shop) -> None:
    anna, ben = await shop.hire("anna"), await shop.hire("ben")
    customer = await newcomer(shop)
    await take(shop, customer, anna)
    await shop.database.write(lambda tx: edit(tx, customer, {"owner_agent_id": ben}, expected_version=None, at=MONDAY))

    shop.clock.at = MONDAY + TWO_WEEKS
    freed = await Claims(database=shop.database, clock=shop.clock).tick()

    assert freed == 0
    assert (await owner(shop, customer))[0] == ben
    assert await shop.database.read(lambda tx: tx.pools.open_claim(customer)) is None


async def test_a_purchase_moves_the_customer_to_the_existing(shop: Shop) -> None:
    anna = await shop.hire("anna")
    customer = await newcomer(shop)
    await take(shop, customer, anna)
    before = await owner(shop, customer)
    await shop.database.write(lambda tx: put_purchases(tx, [a_purchase(customer, MONDAY, 100)], by="test", at=MONDAY))

    assert (before, await owner(shop, customer)) == ((anna, "followed"), (anna, "existing"))


async def test_a_merge_keeps_one_claim_and_its_undoing_gives_back(shop: Shop) -> None:
    anna = await shop.hire("anna")
    mine, other = await newcomer(shop, "mine"), await newcomer(shop, "other")
    await take(shop, mine, anna)

    journal, merged = await shop.database.write(
        lambda tx: merge(tx, other, mine, reason="same", by="test", expected_version=None, at=MONDAY)
    )
    claims = await shop.database.read(lambda tx: tx.pools.open_claims([mine, other]))
    await shop.database.write(lambda tx: undo(tx, journal.id, by="test", at=MONDAY))

    assert (merged.owner_agent_id, merged.lifecycle, set(claims)) == (anna, "followed", {other})
    assert [await owner(shop, each) for each in (mine, other)] == [(anna, "followed"), (None, "public")]
    assert await shop.database.read(lambda tx: tx.pools.open_claims([mine, other])) == {}


async def test_two_processes_never_give_one_customer_to_two_agents(shop: Shop, database_url: str) -> None:
    """Everybody grabs everything at once, gives back and is given to; each step leaves one owner and one claim."""
    agents = [await shop.hire(name) for name in ("anna", "ben", "cem", "dan")]
    customers = [await newcomer(shop, f"c{number}") for number in range(6)]
    other = await open_database(database_url, shop.clock) if database_url.startswith("postgres") else shop.database

    async def grab(number: int, agent: str) -> tuple[str, str] | None:
        database = other if number % 2 else shop.database
        customer = customers[number % len(customers)]
        return (customer, agent) if await take(shop, customer, agent, database) == agent else None

    async def churn(number: int, agent: str) -> None:
        database = other if number % 2 else shop.database
        customer, boss = customers[number % len(customers)], by(agent, shop, supervises=True)
        deed = (release, lambda tx, key, who: assign(tx, key, agent, who))[number % 3 == 0]
        try:
            await again_when_stale(database, lambda tx: deed(tx, customer, boss))
        except UseCaseError as error:
            assert error.status in (409, 412)  # noqa: PT017 - whoever was late is told so

    try:
        first = await asyncio.gather(*(grab(n, agent) for agent in agents for n in range(len(customers))))
        winners = Counter(customer for customer, _ in filter(None, first))
        await asyncio.gather(*(churn(n, agents[n % 4]) for n in range(24)))
    finally:
        if other is not shop.database:
            await other.close()

    assert winners == Counter(customers)
    claims = await shop.database.read(lambda tx: tx.pools.open_claims(customers))
    owners = {each: (await owner(shop, each))[0] for each in customers}
    assert {key: each.agent_id for key, each in claims.items()} == {k: v for k, v in owners.items() if v is not None}


async def test_the_limit_holds_when_an_agent_claims_twice_at_once(shop: Shop) -> None:
    anna = await shop.hire("anna")
    rule = RuleChange(name=POOLS, rule=replace(PoolRule(), claims_per_agent=2), expected_version=None, by="test")
    await shop.database.write(lambda tx: change_rule(tx, rule, at=MONDAY))
    customers = [await newcomer(shop) for _ in range(6)]

    got = await asyncio.gather(*(take(shop, each, anna) for each in customers))

    def count(tx: Tx) -> int:
        return len(tx.pools.open_claims(customers))

    assert len([each for each in got if each]) == await shop.database.read(count) == 2
