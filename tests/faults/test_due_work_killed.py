"""kill -9 while broken promises are told and repeated tasks made, by two processes on PostgreSQL: each once."""

import asyncio
import random
import sys
from collections import Counter
from datetime import timedelta

from hub.clock import SystemClock
from hub.domain.cases import EntryKind
from hub.domain.events import EventType
from hub.domain.tasks import Repeat, RepeatUnit, Task, TaskKind, TaskState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.tasks import TaskFilter
from hub.services.cases import records as cases
from hub.services.tasks.records import NewTask, add_task
from hub.storage.engine import open_database
from tests.usecases.service_desk import ANNA, MONDAY

CASES, TASKS = 150, 120
LATER = MONDAY + timedelta(hours=3)


async def filled(database: Database) -> None:
    """Complaints that nobody answers, and tasks that come back each day."""
    daily = Repeat(unit=RepeatUnit.DAY, zone="UTC", first_due_at=MONDAY)

    def work(tx: Tx) -> None:
        for number in range(CASES):
            new = cases.NewCase(kind="complaint", subject=f"Complaint {number}")
            cases.open_case(tx, new, actor=ANNA, at=MONDAY)
        for number in range(TASKS):
            add_task(tx, NewTask(title=f"Task {number}", due_at=MONDAY, remind_at=MONDAY, repeat=daily), at=MONDAY)

    await database.write(work)


async def begin(url: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "tests.faults.due_work_process", url, LATER.isoformat())
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)


async def kill_after(process: asyncio.subprocess.Process, lines: int, dice: random.Random) -> None:
    """Kill it somewhere within a batch, after it has told of so many."""
    assert process.stdout is not None
    for _ in range(lines):
        await asyncio.wait_for(process.stdout.readline(), 60)
    await asyncio.sleep(dice.random() * 0.05)  # any moment will do
    if process.returncode is None:
        process.kill()
    await process.wait()


async def finished(url: str) -> None:
    process = await begin(url)
    async with asyncio.timeout(120):
        await process.communicate()


async def look(database: Database) -> None:
    """Every case has one task, one line and one alarm; every task one follower and one reminder."""
    found = await database.read(_all_tasks)
    apologies = Counter(each.case_id for each in found if each.kind is TaskKind.APOLOGY)
    assert (len(apologies), set(apologies.values())) == (CASES, {1})
    for case_id in list(apologies)[:20]:
        lines = await database.read(lambda tx, key=case_id: tx.cases.entries(str(key), after=None, limit=50))  # type: ignore[misc]
        assert [each.kind for each in lines].count(EntryKind.BREACHED) == 1
    await database.number_events()
    events = await database.events_after(0, 5_000)
    alarms = Counter(each.data["case_id"] for each in events if each.type is EventType.ALARM_RAISED)
    assert (len(alarms), set(alarms.values())) == (CASES, {1})
    repeated = [each for each in found if each.kind is TaskKind.TO_DO]
    assert Counter(each.number for each in repeated) == {1: TASKS, 2: TASKS}
    reminders = Counter(each.subject_id for each in events if each.data.get("reminds") is True)
    assert set(reminders.values()) == {1}


def _all_tasks(tx: Tx) -> list[Task]:
    found: list[Task] = []
    after: str | None = None
    while page := tx.tasks.page(TaskFilter(states=tuple(TaskState)), after=after, limit=200):
        found += page
        after = page[-1].id
    return found


async def test_each_is_done_once_however_often_a_process_dies(database_url: str) -> None:
    dice = random.Random(7)
    database = await open_database(database_url, SystemClock())
    await filled(database)
    await database.close()
    together = 1 if database_url.startswith("sqlite") else 2
    for life in (1, 2):
        running = [await begin(database_url) for _ in range(together)]
        await asyncio.gather(*(kill_after(each, life, dice) for each in running))
    await finished(database_url)

    database = await open_database(database_url, SystemClock())
    await look(database)
    await database.close()
