"""The hot write of the log: all or nothing, the same on both databases, and right when processes meet."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from hub.clock import SystemClock
from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.customers import ContactPointState
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionState
from hub.domain.messages import Attachment
from hub.domain.work import WorkItemState
from hub.errors import ConflictError
from hub.ports.channels import OutcomeKind, ThreadHints
from hub.ports.database import Database
from hub.ports.intake import IntakeItem, IntakePlan, IntakeRows, IntakeView, InteractionChange
from hub.ports.repositories.log import InteractionFilter
from hub.storage.engine import open_database
from tests.storage.deciding import an_item, decide
from tests.storage.values import NOW, a_customer, a_message, a_point, a_work_item, an_interaction, storing


@pytest.fixture
async def two(postgres_url: str) -> AsyncIterator[list[Database]]:
    """Two processes' databases."""
    opened = [await open_database(postgres_url, SystemClock()) for _ in range(2)]
    yield opened
    for each in opened:
        await each.close()


async def stored(database: Database) -> dict[str, int]:
    """Count the rows of the log."""

    def count(tx: object) -> dict[str, int]:
        connection = tx.unit.connection  # type: ignore[attr-defined]
        tables = ("customers", "contact_points", "interactions", "messages", "work_items", "raw_payloads", "events")
        return {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()  # noqa: S608
            for name in tables
        }

    return await database.read(count)


async def test_a_batch_is_stored_with_all_its_rows(database: Database) -> None:
    items = [
        an_item("SM1", text="你好 world", bookmark="1:1"),
        an_item("SM2", bookmark="1:2"),
        an_item("SM3", sender="+8613912345678"),
    ]
    results = await database.intake(items, decide)
    outcomes = [each.outcome for each in results]
    assert [(each.kind, each.seq) for each in outcomes if each] == [
        (OutcomeKind.STORED, 1),
        (OutcomeKind.STORED, 2),
        (OutcomeKind.STORED, 1),
    ]
    assert await stored(database) == {
        "customers": 2,
        "contact_points": 2,
        "interactions": 2,
        "messages": 3,
        "work_items": 2,
        "raw_payloads": 3,
        "events": 3,
    }
    first = outcomes[0]
    assert first is not None
    interaction = await database.read(lambda tx: tx.interactions.get(first.interaction_id or ""))
    assert interaction is not None
    assert (interaction.last_seq, interaction.version, interaction.created_at) == (2, 1, NOW)
    talk = await database.read(lambda tx: tx.messages.of_interaction(interaction.id))
    assert [each.text for each in talk] == ["你好 world", "hello"]
    assert await database.read(lambda tx: tx.raw_payloads.bookmark("sms", "INBOX")) == "1:2"
    for query, hits in (("你好", ["message"]), ("2345678", ["customer", "customer"]), ("hello", ["message"] * 2)):
        found = await database.read(lambda tx, query=query: tx.search.find(query, limit=9).hits)  # type: ignore[misc]
        assert [each.type for each in found] == hits
    await database.number_events()
    assert [each.data["n"] for each in await database.events_after(0, 9)] == ["SM1", "SM2", "SM3"]


async def test_a_repeat_changes_nothing(database: Database) -> None:
    (first,) = await database.intake([an_item("SM1")], decide)
    before = await stored(database)
    again = await database.intake([an_item("SM1"), an_item("SM1")], decide)
    assert first.outcome is not None
    assert [each.outcome for each in again] == [replace(first.outcome, kind=OutcomeKind.REPEATED)] * 2
    assert await stored(database) == before


async def test_a_known_conversation_goes_on(database: Database) -> None:
    await database.intake([an_item("SM1")], decide)
    (result,) = await database.intake([an_item("SM2")], decide)
    assert result.outcome is not None
    assert result.outcome.seq == 2
    (interaction,) = await database.read(lambda tx: tx.interactions.page(InteractionFilter(), after=None, limit=9))
    assert (interaction.version, interaction.last_seq, interaction.unread) == (2, 2, 2)
    customer = await database.read(lambda tx: tx.customers.get(result.outcome.customer_id or ""))  # type: ignore[union-attr]
    assert customer is not None
    assert customer.contact_points[0].last_seen_at == NOW


async def test_a_poisonous_item_fails_alone(database: Database) -> None:
    def picky(items: Sequence[IntakeItem], view: IntakeView) -> IntakePlan:
        if any(item.text == "poison" for item in items):
            raise ZeroDivisionError
        plan = decide(items, view)
        if any(item.text == "orphan" for item in items):
            plan.rows.messages.append(a_message(an_interaction()))
        return plan

    items = [an_item("SM1"), an_item("SM2", text="poison"), an_item("SM3", text="orphan"), an_item("SM4")]
    results = await database.intake(items, picky)
    assert [each.outcome.seq if each.outcome else None for each in results] == [1, None, None, 2]
    assert isinstance(results[1].error, ZeroDivisionError)
    assert isinstance(results[2].error, ConflictError)
    assert (await stored(database))["messages"] == 2


async def test_the_view_holds_what_a_decision_needs(database: Database) -> None:
    customer = a_customer("+4915112345678", "ann@example.com", tags=("vip",))
    typed = a_point(customer.id, "+8613912345678", identifies=False, state=ContactPointState.SHARED)
    older = an_interaction(thread_key="+4915112345678", channel="sms", state=InteractionState.CLOSED)
    known = an_interaction(customer_id=customer.id, thread_key="+4915112345678", channel="sms")
    mail = a_message(known, headers={"message_id": "<1@x>"})
    ended = a_work_item(known, state=WorkItemState.COMPLETED)
    live = a_work_item(known)
    withdrawn = Consent(
        id=new_id(),
        customer_id=None,
        kind="sms",
        address="+4915112345678",
        status=ConsentStatus.WITHDRAWN,
        source="STOP",
        at=NOW,
    )
    of_purpose = replace(withdrawn, id=new_id(), status=ConsentStatus.GRANTED, purpose=Purpose.SURVEY)
    await database.write(lambda tx: tx.customers.add(customer))
    await database.write(lambda tx: tx.customers.add_contact_point(typed))
    await database.write(storing(older, known, mail))
    await database.write(storing(ended, live))
    await database.write(storing(withdrawn, of_purpose))
    seen: list[IntakeView] = []

    def look(items: Sequence[IntakeItem], view: IntakeView) -> IntakePlan:
        seen.append(view)
        return IntakePlan(rows=IntakeRows(), outcomes=())

    hints = ThreadHints(interaction_id=known.id, references=("<0@x>", "<1@x>"))
    await database.intake([an_item("SM1", hints=hints), an_item("SM2", sender="+8613912345678")], look)
    (view,) = seen
    full = replace(customer, contact_points=(*customer.contact_points, typed))
    assert view.contacts == {("phone", "+4915112345678"): (customer.contact_points[0], full)}
    assert view.shared == {("phone", "+8613912345678")}
    assert view.withdrawn == {("sms", "+4915112345678")}
    assert view.repeats == {}
    (thread,) = {each.interaction.id: each for each in (*view.by_id.values(), *view.by_key.values())}.values()
    assert (thread.interaction, thread.work_item) == (known, live)
    assert view.by_message_id == {("sms", "<1@x>"): thread}
    assert [*view.by_id] == [known.id]
    assert [*view.by_key] == [("sms", "+4915112345678")]


async def test_a_change_that_met_another_is_decided_again(database: Database) -> None:
    """The guard refuses the write of a decision on an old state; nothing of it is stored."""
    interaction = an_interaction()
    await database.write(lambda tx: tx.interactions.add(interaction))
    versions = iter([7, 1])

    def once_late(items: Sequence[IntakeItem], view: IntakeView) -> IntakePlan:
        plan = decide(items, view)
        expected = next(versions)
        change = InteractionChange(after=replace(interaction, version=2, unread=5), expected_version=expected)
        plan.rows.changes.append(change)
        return plan

    results = await database.intake([an_item("SM1"), an_item("SM2")], once_late)
    if any(each.error for each in results):  # SQLite's only writer meets nobody: it tries each item alone
        assert [type(each.error).__name__ for each in results] == ["NoneType", "StopIteration"]
    found = await database.read(lambda tx: tx.interactions.get(interaction.id))
    assert found is not None
    assert found.unread == 5


async def test_files_of_a_message_are_stored_with_it(database: Database) -> None:
    file = Attachment(id=new_id(), message_id="", name="a.jpg", type="image/jpeg", size=1, blob="ab", inline=True)

    def with_file(items: Sequence[IntakeItem], view: IntakeView) -> IntakePlan:
        plan = decide(items, view)
        message = plan.rows.messages[0]
        plan.rows.messages[0] = replace(message, attachments=(replace(file, message_id=message.id),))
        return plan

    (result,) = await database.intake([an_item("SM1")], with_file)
    assert result.outcome is not None
    message = await database.read(lambda tx: tx.messages.get(result.outcome.message_id or ""))  # type: ignore[union-attr]
    assert message is not None
    assert [each.name for each in message.attachments] == ["a.jpg"]


async def test_one_new_number_in_two_processes_at_once_is_one_customer(two: list[Database]) -> None:
    for number in range(10):
        sender = f"+49151{number:08}"
        results = await asyncio.gather(
            *(each.intake([an_item(f"SM{number}-{place}", sender=sender)], decide) for place, each in enumerate(two))
        )
        outcomes = [result.outcome for (result,) in results]
        assert len({each.customer_id for each in outcomes if each}) == 1
        assert sorted(each.seq for each in outcomes if each) == [1, 2]
    assert (await stored(two[0])) == {
        "customers": 10,
        "contact_points": 10,
        "interactions": 10,
        "messages": 20,
        "work_items": 10,
        "raw_payloads": 20,
        "events": 20,
    }


async def test_one_message_in_two_processes_at_once_is_stored_once(two: list[Database]) -> None:
    for number in range(10):
        batch = [an_item(f"SM{number}"), an_item(f"SX{number}", sender=f"+49170{number:08}")]
        results = await asyncio.gather(*(each.intake(batch, decide) for each in two))
        for place in range(2):
            kinds = sorted(result[place].outcome.kind for result in results if result[place].outcome)  # type: ignore[union-attr]
            assert kinds == [OutcomeKind.REPEATED, OutcomeKind.STORED]
            assert len({result[place].outcome.message_id for result in results if result[place].outcome}) == 1  # type: ignore[union-attr]
    assert (await stored(two[0]))["messages"] == 20


async def test_a_crowd_in_one_conversation_gets_gap_free_numbers(database: Database) -> None:
    batches = [[an_item(f"SM{batch}-{number}") for number in range(3)] for batch in range(10)]
    results = await asyncio.gather(*(database.intake(batch, decide) for batch in batches))
    seqs = sorted(each.outcome.seq for result in results for each in result if each.outcome)
    assert seqs == list(range(1, 31))
