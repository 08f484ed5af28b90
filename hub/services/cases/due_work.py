"""Does what time and customers bring about for cases and tasks: promises, reminders, repetitions, contacts followed.

Rows decide, not the tick: what is found due is read again under a lock, so that of several processes one does it.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from hub.domain.interactions import Interaction
from hub.domain.tasks import Task, TaskState
from hub.errors import BusyError, StaleVersionError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.cases.follow import follow
from hub.services.cases.watch import tell_cases
from hub.services.tasks.steps import make_next, remind, store_task

_log = logging.getLogger(__name__)
Work = Callable[[Tx, datetime], None]
_BATCH = 100
_LOOK_S = 1.0
_PAUSE_S = 2.0
_FIRST_LOOK = timedelta(days=7)  # how long a hub may have been away and still follow what came before it went
_OVERLAP = timedelta(seconds=30)  # a transaction may commit later than the time that it wrote


@dataclass(frozen=True, kw_only=True)
class _Due:
    case_ids: tuple[str, ...]
    contacts: tuple[Interaction, ...]
    reminders: tuple[Task, ...]
    repeats: tuple[Task, ...]

    def works(self) -> list[Work]:
        """What each asks for."""
        return [
            *(partial(_contact, interaction_id=each.id) for each in self.contacts),
            *(partial(_case, case_id=each) for each in self.case_ids),
            *(partial(_reminder, task_id=each.id) for each in self.reminders),
            *(partial(_repeat, task_id=each.id) for each in self.repeats),
        ]

    def locks(self) -> list[str]:
        """The cases concerned, to be locked in one order by everybody."""
        return sorted({*self.case_ids, *(each.case_id for each in self.contacts if each.case_id)})


class DueWork:
    """One a process."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._followed_to: datetime | None = None
        self._followed: dict[str, int] = {}

    async def run(self) -> None:
        """Look each second until cancelled; a database that is away is tried again."""
        while True:
            try:
                while await self.do_due():
                    continue
                await asyncio.sleep(_LOOK_S)
            except BusyError as error:
                _log.info("due work is looked at later", extra={"error": str(error)})
                await asyncio.sleep(_PAUSE_S)

    async def do_due(self) -> bool:
        """Do what is due now, a batch of each sort; whether there may be more."""
        now = self._clock.now()
        since = (self._followed_to or now - _FIRST_LOOK) - (_OVERLAP if self._followed_to else timedelta())
        due = await self._database.read(lambda tx: _look(tx, now, since))
        fresh = tuple(each for each in due.contacts if self._followed.get(each.id) != each.version)
        self._go_on(due, now, is_all=len(due.contacts) < _BATCH)
        wanted = _Due(case_ids=due.case_ids, contacts=fresh, reminders=due.reminders, repeats=due.repeats)
        return await self._done(wanted.works(), wanted.locks(), now)

    async def _done(self, works: Sequence[Work], locks: Sequence[str], now: datetime) -> bool:
        """Do all in one transaction; when that fails, each alone, so that a poisonous one fails alone."""
        if not works:
            return False
        try:
            await self._database.write(lambda tx: _all(tx, works, locks, now))
        except BusyError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one must not keep the others
            _log.info("due work is done one by one", extra={"error": repr(error)})
            self._followed.clear()
            await self._one_by_one(works, now)
            return False
        return True

    async def _one_by_one(self, works: Sequence[Work], now: datetime) -> None:
        for work in works:
            try:
                await self._database.write(lambda tx, work=work: work(tx, now))  # type: ignore[misc]
            except StaleVersionError:
                continue  # somebody was faster: what is left is found with the next look
            except BusyError:
                raise
            except Exception:  # noqa: BLE001 - the others go on; this one is tried again with the next look
                _log.exception("due work failed")

    def _go_on(self, due: _Due, now: datetime, *, is_all: bool) -> None:
        """Remember what was seen, so that the overlap is not followed again and again."""
        self._followed = {each.id: each.version for each in due.contacts}
        self._followed_to = now if is_all else due.contacts[-1].updated_at + _OVERLAP


def _look(tx: Tx, now: datetime, since: datetime) -> _Due:
    return _Due(
        case_ids=tuple(tx.cases.promised_before(now, _BATCH)),
        contacts=tuple(tx.cases.tied_since(since, limit=_BATCH)),
        reminders=tuple(tx.tasks.to_remind(now, limit=_BATCH)),
        repeats=tuple(tx.tasks.to_repeat(now, limit=_BATCH)),
    )


def _all(tx: Tx, works: Sequence[Work], locks: Sequence[str], now: datetime) -> None:
    tx.cases.lock_many(locks)
    for work in works:
        work(tx, now)


def _contact(tx: Tx, now: datetime, *, interaction_id: str) -> None:
    contact = tx.interactions.get(interaction_id)
    case_id = contact.case_id if contact is not None else None
    case = tx.cases.lock_many([case_id]).get(case_id) if case_id else None
    if case is not None and contact is not None:
        follow(tx, case, contact, now)


def _case(tx: Tx, now: datetime, *, case_id: str) -> None:
    tell_cases(tx, [case_id], now)


def _reminder(tx: Tx, now: datetime, *, task_id: str) -> None:
    task = tx.tasks.get(task_id)
    if task is not None and task.state is TaskState.OPEN and task.reminded_at is None:
        remind(tx, task, at=now)


def _repeat(tx: Tx, now: datetime, *, task_id: str) -> None:
    task = tx.tasks.get(task_id)
    if task is not None and task.state is TaskState.OPEN:
        store_task(tx, task, make_next(tx, task, at=now), now)
