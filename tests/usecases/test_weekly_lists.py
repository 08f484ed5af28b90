"""Weekly lists: Monday 09:00 on the agents' clock, the most valuable first, nobody twice, only with consent."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from typing_extensions import override

from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.classification import POOLS, PoolRule
from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.customers import ContactPoint, ContactPointKind, Customer
from hub.domain.ids import new_id
from hub.domain.pools import CallResult, CallState, WeeklyCall
from hub.domain.purchases import Purchase
from hub.domain.tasks import TaskKind, TaskState
from hub.domain.users import Role, User
from hub.errors import ConflictError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.customers.merging import merge, undo
from hub.services.tasks.steps import complete
from hub.services.value.class_rules import RuleChange, change_rule
from hub.services.value.pools import ByWhom, add_absence, claim
from hub.services.value.purchases import put_purchases
from hub.services.value.weekly_lists import CallReport, WeeklyLists, report_call

SHANGHAI = "Asia/Shanghai"
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 09:00 in Shanghai
LONG_AGO = MONDAY - timedelta(days=800)


@dataclass
class SetClock(Clock):
    at: datetime = MONDAY

    @override
    def now(self) -> datetime:
        return self.at

    @override
    def monotonic(self) -> float:
        return self.at.timestamp()


class Shop:
    """Agents and sleeping customers, on a clock that tests set."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = SetClock()
        self.lists = WeeklyLists(database=database, clock=self.clock, zone=SHANGHAI)

    async def hire(self, name: str, **changes: object) -> str:
        """Somebody who may sign in as an agent and was seen this morning."""
        user_id, agent_id = new_id(), new_id()
        user = User(
            id=user_id,
            login=name,
            name=name,
            roles=frozenset({Role.AGENT}),
            password_hash="",
            agent_id=agent_id,
            created_at=LONG_AGO,
        )
        presence = Presence(since=self.clock.at)
        agent = Agent(
            id=agent_id, name=name, user_id=user_id, presence=presence, created_at=LONG_AGO, updated_at=LONG_AGO
        )

        def work(tx: Tx) -> None:
            tx.users.put(user)
            tx.agents.add(replace(agent, **changes))  # type: ignore[arg-type]

        await self.database.write(work)
        return agent_id

    async def sleeper(self, spent: int, *, agrees: bool = True, phone: str = "") -> str:
        """A customer who bought once, long ago."""
        customer_id = new_id()
        number = phone or f"+1212555{spent % 10_000:04d}"
        point = ContactPoint(
            id=new_id(), customer_id=customer_id, kind=ContactPointKind.PHONE, value=number, created_at=LONG_AGO
        )
        customer = Customer(
            id=customer_id, name=f"C{spent}", contact_points=(point,), created_at=LONG_AGO, updated_at=LONG_AGO
        )
        consent = Consent(
            id=new_id(),
            customer_id=customer_id,
            kind="phone",
            purpose=Purpose.MARKETING,
            status=ConsentStatus.GRANTED,
            source="test",
            at=LONG_AGO,
        )

        def work(tx: Tx) -> None:
            tx.customers.add(customer)
            if agrees:
                tx.consents.add(consent)
            put_purchases(tx, [a_purchase(customer_id, LONG_AGO, spent)], by="test", at=self.clock.at)

        await self.database.write(work)
        return customer_id

    async def sleepers(self, *spent: int) -> list[str]:
        return [await self.sleeper(each) for each in spent]

    async def rule(self, **changes: object) -> None:
        """Edit the pools' rule."""
        rule = replace(PoolRule(), **changes)  # type: ignore[arg-type]
        change = RuleChange(name=POOLS, rule=rule, expected_version=None, by="test")
        await self.database.write(lambda tx: change_rule(tx, change, at=self.clock.at))

    async def calls(self, agent_id: str | None = None) -> Sequence[WeeklyCall]:
        return await self.database.read(lambda tx: tx.weekly.of_week(None, agent_id, limit=1000))

    async def report(self, call: WeeklyCall, result: CallResult) -> WeeklyCall:
        told = CallReport(result=result, note="spoke", by="anna", region=None)
        return await self.database.write(lambda tx: report_call(tx, call.id, told, at=self.clock.at))


def a_purchase(customer_id: str, at: datetime, amount: int) -> Purchase:
    return Purchase(
        id=new_id(), customer_id=customer_id, at=at, amount=amount, currency="USD", created_at=at, updated_at=at
    )


@pytest.fixture
def shop(database: Database) -> Shop:
    """On both kinds of database."""
    return Shop(database)


async def test_lists_are_made_on_monday_at_nine_and_once(shop: Shop) -> None:
    anna = await shop.hire("anna")
    await shop.sleepers(100, 300, 200)

    shop.clock.at = MONDAY - timedelta(seconds=1)
    early = await shop.lists.tick()
    shop.clock.at = MONDAY
    made = [await shop.lists.tick(), await shop.lists.tick()]
    calls = await shop.calls(anna)
    tasks = await shop.database.read(lambda tx: [tx.tasks.get(each.task_id or "") for each in calls])

    assert (early, made) == (0, [3, 0])
    assert [(each.place, each.past_value, each.week) for each in calls] == [
        (1, 300, date(2026, 11, 23)),
        (2, 200, date(2026, 11, 23)),
        (3, 100, date(2026, 11, 23)),
    ]
    assert {(each.kind, each.owner_agent_id, each.due_at) for each in tasks if each} == {
        (TaskKind.WEEKLY_CALL, anna, MONDAY + timedelta(days=7))
    }


async def test_the_most_valuable_are_dealt_round(shop: Shop) -> None:
    anna, ben = sorted([await shop.hire("anna"), await shop.hire("ben")])
    await shop.rule(weekly_size=2)
    await shop.sleepers(10, 20, 30, 40, 50)

    await shop.lists.tick()

    assert [each.past_value for each in await shop.calls(anna)] == [50, 30]
    assert [each.past_value for each in await shop.calls(ben)] == [40, 20]


async def test_only_who_sleeps_agreed_and_has_nobody_is_called(shop: Shop) -> None:
    anna = await shop.hire("anna")
    await shop.sleeper(500, agrees=False)
    bought, owned, withdrawn, left = await shop.sleepers(400, 300, 200, 100)
    no = Consent(
        id=new_id(),
        customer_id=withdrawn,
        kind="phone",
        status=ConsentStatus.WITHDRAWN,
        source="test",
        at=MONDAY - timedelta(days=1),
    )

    def work(tx: Tx) -> None:
        tx.consents.add(no)
        put_purchases(tx, [a_purchase(bought, MONDAY - timedelta(days=3), 5)], by="test", at=MONDAY)
        claim(tx, owned, anna, ByWhom(actor="anna", agent_id=anna, supervises=False, at=MONDAY))

    await shop.database.write(work)
    await shop.lists.tick()

    assert [each.customer_id for each in await shop.calls()] == [left]


async def test_absent_and_vanished_agents_get_none(shop: Shop) -> None:
    anna, away = await shop.hire("anna"), await shop.hire("away")
    await shop.hire("gone", presence=Presence(since=MONDAY - timedelta(days=15)))
    online = await shop.hire("online", presence=Presence(state=PresenceState.READY, since=MONDAY - timedelta(days=30)))
    day = date(2026, 11, 23)
    await shop.database.write(lambda tx: add_absence(tx, away, day, day, reason="", by="test", at=MONDAY))
    await shop.sleepers(*range(1, 31))

    await shop.lists.tick()

    assert {each.agent_id for each in await shop.calls()} == {anna, online}
    assert len(await shop.calls(anna)) == 10


async def test_nobody_is_listed_again_for_ninety_days(shop: Shop) -> None:
    await shop.hire("anna", presence=Presence(state=PresenceState.READY, since=LONG_AGO))
    await shop.sleepers(100)
    weeks = []
    for week in range(15):
        shop.clock.at = MONDAY + timedelta(weeks=week)
        weeks.append(await shop.lists.tick())

    assert weeks == [1, *[0] * 12, 1, 0]


async def test_unworked_calls_go_back_after_seven_days(shop: Shop) -> None:
    anna = await shop.hire("anna")
    await shop.sleepers(100)
    await shop.lists.tick()

    shop.clock.at = MONDAY + timedelta(days=7)
    await shop.lists.tick()
    [call] = await shop.calls(anna)
    task = await shop.database.read(lambda tx: tx.tasks.get(call.task_id or ""))

    assert call.state is CallState.RETURNED
    assert task is not None
    assert task.state is TaskState.CANCELED
    with pytest.raises(ConflictError, match="returned"):
        await shop.report(call, CallResult.REACHED)


async def test_a_refusal_withdraws_the_consent_and_ends_the_task(shop: Shop) -> None:
    anna = await shop.hire("anna")
    [customer] = await shop.sleepers(100)
    await shop.lists.tick()
    [call] = await shop.calls(anna)

    done = await shop.report(call, CallResult.REFUSED)
    consents = await shop.database.read(lambda tx: tx.consents.of_customer(customer))
    task = await shop.database.read(lambda tx: tx.tasks.get(call.task_id or ""))

    assert (done.state, done.result) == (CallState.DONE, "refused")
    assert consents[0].status is ConsentStatus.WITHDRAWN
    assert call.id in consents[0].evidence
    assert task is not None
    assert (task.state, task.result) == (TaskState.DONE, "refused")


async def test_a_task_that_was_ended_by_itself_ends_its_call(shop: Shop) -> None:
    anna = await shop.hire("anna")
    await shop.sleepers(100)
    await shop.lists.tick()
    [call] = await shop.calls(anna)

    def work(tx: Tx) -> None:
        task = tx.tasks.get(call.task_id or "")
        assert task is not None
        ended = replace(task, state=TaskState.DONE, result="reached", ended_by="anna", version=task.version + 1)
        tx.tasks.update(ended, task.version)

    await shop.database.write(work)
    await shop.lists.tick()
    [call] = await shop.calls(anna)

    assert (call.state, call.result, call.ended_by) == (CallState.DONE, "reached", "anna")


async def test_a_task_that_is_completed_with_a_refusal_is_heeded_at_once(shop: Shop) -> None:
    anna = await shop.hire("anna")
    [customer] = await shop.sleepers(100)
    await shop.lists.tick()
    [call] = await shop.calls(anna)

    def work(tx: Tx) -> None:
        task = tx.tasks.get(call.task_id or "")
        assert task is not None
        complete(tx, task, result="refused", outcome="never again", by="anna", at=MONDAY)

    await shop.database.write(work)
    [call] = await shop.calls(anna)
    consents = await shop.database.read(lambda tx: tx.consents.of_customer(customer))

    assert (call.state, call.result, call.note) == (CallState.DONE, "refused", "never again")
    assert consents[0].status is ConsentStatus.WITHDRAWN


async def test_each_team_s_monday_begins_in_its_zone(shop: Shop) -> None:
    await shop.rule(zones={"berlin": "Europe/Berlin"})
    anna, bernd = await shop.hire("anna"), await shop.hire("bernd", team="berlin")
    await shop.sleepers(*range(1, 31))

    await shop.lists.tick()
    before = {each.agent_id for each in await shop.calls()}
    shop.clock.at = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 09:00 in winter
    await shop.lists.tick()

    assert before == {anna}
    assert len(await shop.calls(bernd)) == 10
    everybody = [each.customer_id for each in await shop.calls()]
    assert len(everybody) == len(set(everybody)) == 20


@pytest.mark.parametrize(
    ("monday", "hour"), [(datetime(2026, 3, 30, tzinfo=UTC), 7), (datetime(2026, 10, 26, tzinfo=UTC), 8)]
)
async def test_nine_stays_nine_when_the_clocks_change(shop: Shop, monday: datetime, hour: int) -> None:
    lists = WeeklyLists(database=shop.database, clock=shop.clock, zone="Europe/Berlin")
    shop.clock.at = monday
    await shop.hire("anna")
    await shop.sleepers(100)
    shop.clock.at = monday.replace(hour=hour) - timedelta(seconds=1)
    early = await lists.tick()
    shop.clock.at = monday.replace(hour=hour)

    assert (early, await lists.tick()) == (0, 1)


async def test_a_merge_leaves_one_call(shop: Shop) -> None:
    anna = await shop.hire("anna")
    first, second = await shop.sleepers(200, 100)
    await shop.lists.tick()

    journal, _ = await shop.database.write(
        lambda tx: merge(tx, first, second, reason="same", by="anna", expected_version=None, at=MONDAY)
    )
    states = {each.customer_id: each.state for each in await shop.calls(anna) if each.state is CallState.OPEN}
    await shop.database.write(lambda tx: undo(tx, journal.id, by="anna", at=MONDAY))
    owners = {each.customer_id for each in await shop.calls(anna)}
    values = await shop.database.read(lambda tx: tx.value.figures([first, second]))

    assert states == {first: CallState.OPEN}
    assert owners == {first, second}
    assert {key: each.spent for key, each in values.items()} == {first: 200, second: 100}


async def test_two_who_make_lists_at_once_make_them_once(shop: Shop, database_url: str) -> None:
    """Two processes on PostgreSQL; on SQLite, where there is one, two tasks."""
    from hub.storage.engine import open_database  # noqa: PLC0415 - only here

    agents = [await shop.hire(name) for name in ("anna", "ben", "cem")]
    await shop.sleepers(*range(1, 41))
    other = await open_database(database_url, shop.clock) if database_url.startswith("postgres") else shop.database
    second = WeeklyLists(database=other, clock=shop.clock, zone=SHANGHAI)
    try:
        made = await asyncio.gather(*(each.tick() for each in (shop.lists, second, shop.lists, second)))
    finally:
        if other is not shop.database:
            await other.close()

    calls = await shop.calls()
    assert sorted(made) == [0, 0, 0, 30]
    assert len({each.customer_id for each in calls}) == len(calls) == 30
    assert {each.agent_id for each in calls} == set(agents)
