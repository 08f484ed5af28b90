"""Tasks over time: reminders, repetitions, and any sequence of what people do with them; on both databases."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.clock import SystemClock
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind
from hub.domain.tasks import Repeat, RepeatUnit, Task, TaskKind, TaskState
from hub.domain.work import Callback, WorkItem, WorkItemState
from hub.errors import UseCaseError
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.tasks import TaskFilter
from hub.services.calls.call_backs import keep_given_up
from hub.services.cases.due_work import DueWork
from hub.services.tasks import steps as task_steps
from hub.services.tasks.records import NewTask, add_task
from hub.storage.engine import open_database
from tests.support.hands import HandClock

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAILY = Repeat(unit=RepeatUnit.DAY, zone="UTC", first_due_at=MONDAY)


async def _made(database: Database, **fields: object) -> Task:
    new = NewTask(title="Call Wang", **fields)  # type: ignore[arg-type]
    task = await database.write(lambda tx: add_task(tx, new, at=MONDAY))
    assert task
    return task


async def _all(database: Database, state: TaskState = TaskState.OPEN) -> list[Task]:
    found = await database.read(lambda tx: tx.tasks.page(TaskFilter(states=(state,)), after=None, limit=100))
    return sorted(found, key=lambda each: each.number)


async def test_a_reminder_comes_once_however_many_look(database: Database) -> None:
    clock = HandClock(MONDAY)
    await _made(database, owner_agent_id="anna", remind_at=MONDAY + timedelta(hours=1))
    first, second = (DueWork(database=database, clock=clock) for _ in range(2))

    assert not await first.do_due()
    clock.time += timedelta(hours=1)
    await asyncio.gather(first.do_due(), second.do_due())
    while await first.do_due():
        pass

    await database.number_events()
    events = await database.events_after(0, 100)
    reminders = [each for each in events if each.type is EventType.TASK_UPDATED and each.data["reminds"]]
    assert len(reminders) == 1
    assert "agent:anna" in reminders[0].audience


async def test_a_task_put_off_reminds_again(database: Database) -> None:
    clock = HandClock(MONDAY)
    due = DueWork(database=database, clock=clock)
    task = await _made(database, remind_at=MONDAY)
    await due.do_due()

    def put_off(tx: Tx) -> None:
        known = task_steps.require_task(tx, task.id)
        task_steps.snooze_task(tx, known, MONDAY + timedelta(days=1), at=MONDAY)

    await database.write(put_off)
    clock.time += timedelta(days=1)
    assert await due.do_due()

    [again] = await _all(database)
    assert again.reminded_at == clock.time


async def test_repetitions_go_on_for_years_without_heaps(database: Database) -> None:
    clock = HandClock(MONDAY)
    due = DueWork(database=database, clock=clock)
    await _made(database, due_at=MONDAY, remind_at=MONDAY - timedelta(hours=1), repeat=DAILY)

    async def catch_up() -> None:
        while await due.do_due():
            pass

    await catch_up()
    assert [each.due_at for each in await _all(database)] == [MONDAY, MONDAY + timedelta(days=1)]

    clock.time += timedelta(days=700)
    await catch_up()
    tasks = await _all(database)
    assert [each.number for each in tasks] == [1, 2, 702]
    assert tasks[-1].due_at == clock.time + timedelta(days=1)
    assert tasks[-1].remind_at == clock.time + timedelta(hours=23)


async def test_the_last_one_of_a_series_is_looked_at_once(database: Database) -> None:
    clock = HandClock(MONDAY)
    due = DueWork(database=database, clock=clock)
    ends = replace(DAILY, until=MONDAY + timedelta(hours=1))
    await _made(database, due_at=MONDAY, repeat=ends)

    assert await due.do_due()
    assert not await due.do_due()
    assert len(await _all(database)) == 1


async def test_done_early_makes_the_next_and_the_due_time_makes_no_second(database: Database) -> None:
    clock = HandClock(MONDAY - timedelta(hours=2))
    due = DueWork(database=database, clock=clock)
    task = await _made(database, due_at=MONDAY, repeat=DAILY)

    def complete(tx: Tx) -> None:
        known = task_steps.require_task(tx, task.id)
        task_steps.complete(tx, known, result="done", outcome="", by="user:anna", at=clock.now())

    await database.write(complete)
    clock.time = MONDAY + timedelta(hours=1)
    while await due.do_due():
        pass

    assert [each.number for each in await _all(database)] == [2]


async def test_a_call_back_given_up_becomes_one_task(database: Database) -> None:
    interaction = Interaction(
        id=new_id(), channel="line", kind=InteractionKind.PHONE, created_at=MONDAY, updated_at=MONDAY
    )
    item = WorkItem(
        id=new_id(),
        interaction_id=interaction.id,
        kind=InteractionKind.PHONE,
        queue_id=None,
        state=WorkItemState.EXPIRED,
        callback=Callback(number="+14155550100", asked_at=MONDAY),
        queued_at=MONDAY,
        state_at=MONDAY,
        created_at=MONDAY,
    )
    others = replace(item, id=new_id(), callback=None), replace(item, id=new_id(), state=WorkItemState.COMPLETED)

    def give_up(tx: Tx) -> None:
        tx.interactions.add(interaction)
        for _ in range(2):
            keep_given_up(tx, [item, *others], MONDAY)

    await database.write(give_up)

    [task] = await _all(database)
    assert (task.kind, task.title, task.interaction_id) == (TaskKind.CALL_BACK, "+14155550100", interaction.id)


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    opened = await open_database(sqlite_url, SystemClock())
    yield opened
    await opened.close()


DEEDS = ("complete", "cancel", "cancel_series", "reopen", "snooze", "edit", "wait")


@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 5)), max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_sequence_of_deeds_leaves_tasks_in_order(
    sqlite_database: Database, deeds: list[tuple[str, int]]
) -> None:
    """A repeated task has each number once, an ended one says when, and an open one has no end."""
    database, clock = sqlite_database, HandClock(MONDAY)
    due = DueWork(database=database, clock=clock)
    first = await _made(database, due_at=MONDAY + timedelta(hours=1), repeat=replace(DAILY, first_due_at=None))

    async def series() -> list[Task]:
        tasks = [
            *await _all(database),
            *await _all(database, TaskState.DONE),
            *await _all(database, TaskState.CANCELED),
        ]
        return sorted((each for each in tasks if first.id in (each.id, each.first_id)), key=lambda each: each.id)

    for deed, days in deeds:
        clock.time += timedelta(days=days, minutes=7)
        newest = (await series())[-1]

        def act(tx: Tx, deed: str = deed, task_id: str = newest.id, now: datetime = clock.time) -> None:
            _deed(tx, deed, task_steps.require_task(tx, task_id), now)

        try:
            await database.write(act)
        except UseCaseError:
            continue
        finally:
            while await due.do_due():
                pass

    tasks = await series()
    repeating = [each for each in tasks if each.repeat is not None]
    assert len({each.due_at for each in repeating if each.state is TaskState.OPEN}) == sum(
        each.state is TaskState.OPEN for each in repeating
    )
    made = [each.next_id for each in tasks if each.next_id]
    assert len(made) == len(set(made)) == len(tasks) - 1
    assert all((each.ended_at is None) == (each.state is TaskState.OPEN) for each in tasks)


def _deed(tx: Tx, deed: str, task: Task, now: datetime) -> None:
    match deed:
        case "complete":
            task_steps.complete(tx, task, result="done", outcome="", by="user:anna", at=now)
        case "cancel" | "cancel_series":
            task_steps.cancel(tx, task, outcome="", whole_series=deed == "cancel_series", by="user:anna", at=now)
        case "reopen":
            task_steps.reopen_task(tx, task, at=now)
        case "snooze":
            task_steps.snooze_task(tx, task, now + timedelta(hours=30), at=now)
        case "edit":
            task_steps.edit_task(tx, task, {"due_at": now + timedelta(hours=3)}, at=now)
        case _:
            return
