"""What people do with tasks: change, finish, drop, take up again, put off; a repeated one makes the next."""

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hub.domain.ids import new_id
from hub.domain.repeats import following
from hub.domain.tasks import Repeat, Task, TaskKind, TaskState
from hub.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.ports.repositories.tasks import TaskFilter
from hub.services.access.callers import Caller
from hub.services.tasks.records import announce_task
from hub.services.value import weekly_lists

_MOST_OF_A_CASE = 200
NONE_FOLLOWS = ""
"""The `next_id` of the last one of a repetition."""


def require_task(tx: Tx, task_id: str, *, expected_version: int | None = None) -> Task:
    """Return one at the expected version."""
    task = tx.tasks.get(task_id)
    if task is None:
        raise NotFoundError(f"there is no task {task_id}")
    if expected_version not in (None, task.version):
        raise StaleVersionError(f"task {task_id} is at version {task.version}; read it again")
    return task


def require_say(tx: Tx, caller: Caller, task: Task) -> None:
    """Allow work on a task to its owner, its owner's team, who made it, and those who supervise; to everybody where
    nobody is named.
    """
    if caller.supervises or task.owner_agent_id in (None, caller.agent_id) or task.created_by == caller.actor:
        return
    me = tx.agents.get(caller.agent_id) if caller.agent_id else None
    if me is not None and me.team and me.team == task.team:
        return
    raise ForbiddenError("this task is a colleague's in another team; ask them, or a supervisor")


def checked(tx: Tx, task: Task) -> Task:
    """Return a task that can be kept; raises `InvalidError` with the field."""
    if not task.title.strip():
        raise InvalidError("say in a line what is to be done", field="title")
    if task.owner_agent_id and tx.agents.get(task.owner_agent_id) is None:
        raise InvalidError(f"there is no agent {task.owner_agent_id}", field="owner_agent_id")
    customer = tx.customers.get(task.customer_id) if task.customer_id else None
    if task.customer_id and (customer is None or customer.merged_into is not None):
        raise InvalidError(f"there is no customer {task.customer_id}", field="customer_id")
    if task.case_id and tx.cases.get(task.case_id) is None:
        raise InvalidError(f"there is no case {task.case_id}", field="case_id")
    if task.interaction_id and tx.interactions.get(task.interaction_id) is None:
        raise InvalidError(f"there is no interaction {task.interaction_id}", field="interaction_id")
    return replace(task, repeat=_counted(task)) if task.repeat is not None else task


def _counted(task: Task) -> Repeat | None:
    repeat = task.repeat
    if repeat is None:
        return None
    if task.due_at is None:
        raise InvalidError("a repeated task needs a due time", field="due_at")
    if repeat.zone not in zoneinfo.available_timezones():
        raise InvalidError(f"{repeat.zone!r} is no IANA time zone; write one like Asia/Shanghai", field="repeat.zone")
    if repeat.until is not None and repeat.until < task.due_at:
        raise InvalidError("ends before the task is due", field="repeat.until")
    return replace(repeat, first_due_at=repeat.first_due_at or task.due_at)


def edit_task(tx: Tx, task: Task, fields: Mapping[str, object], *, at: datetime) -> Task:
    """Change the fields given of an open task; a new due time is the first of a repetition from then on."""
    _require_open(task)
    after: Task = replace(task, **fields)  # type: ignore[arg-type]
    if after.repeat is not None and {"due_at", "repeat"} & fields.keys():
        after = replace(after, repeat=replace(after.repeat, first_due_at=after.due_at), number=1)
    if {"due_at", "remind_at"} & fields.keys():
        after = replace(after, reminded_at=None)
    return store_task(tx, task, checked(tx, after), at)


def complete(tx: Tx, task: Task, *, result: str, outcome: str, by: str, at: datetime) -> Task:
    """Done, with what came of it."""
    _require_open(task)
    done = replace(task, state=TaskState.DONE, result=result, outcome=outcome, ended_at=at, ended_by=by)
    return _ended(tx, task, done, at)


def cancel(tx: Tx, task: Task, *, outcome: str, whole_series: bool, by: str, at: datetime) -> Task:
    """Not to be done any more; of a repeated one this time alone, unless the whole series is meant."""
    _require_open(task)
    dropped = replace(task, state=TaskState.CANCELED, outcome=outcome, ended_at=at, ended_by=by)
    if whole_series:
        return store_task(tx, task, replace(dropped, repeat=None), at)
    return _ended(tx, task, dropped, at)


def reopen_task(tx: Tx, task: Task, *, at: datetime) -> Task:
    """To be done after all."""
    if task.state is TaskState.OPEN:
        raise ConflictError("the task is open; there is nothing to reopen")
    again = replace(task, state=TaskState.OPEN, result="", outcome="", ended_at=None, ended_by="", reminded_at=None)
    return store_task(tx, task, again, at)


def snooze_task(tx: Tx, task: Task, until: datetime, *, at: datetime) -> Task:
    """Put it off: due and reminded of then; a repetition keeps its rhythm."""
    _require_open(task)
    if until <= at:
        raise InvalidError("lies in the past", field="until")
    return store_task(tx, task, replace(task, due_at=until, remind_at=until, reminded_at=None), at)


def end_tasks_of_case(tx: Tx, case_id: str, kinds: Sequence[TaskKind], *, result: str, by: str, at: datetime) -> None:
    """What these tasks of a case asked for has happened."""
    wanted = TaskFilter(case_id=case_id, kinds=tuple(kinds), states=(TaskState.OPEN,))
    for task in tx.tasks.page(wanted, after=None, limit=_MOST_OF_A_CASE):
        complete(tx, task, result=result, outcome="", by=by, at=at)


def remind(tx: Tx, task: Task, *, at: datetime) -> None:
    """Tell the owner's desk once that it is time."""
    told = replace(task, reminded_at=at, version=task.version + 1, updated_at=at)
    tx.tasks.update(told, task.version)
    announce_task(tx, told, at=at, reminds=True)


def make_next(tx: Tx, task: Task, *, at: datetime) -> Task:
    """Make the next of a repeated task unless it is there; returns the task that knows it."""
    if task.repeat is None or task.next_id is not None or task.due_at is None:
        return task
    first_due_at = task.repeat.first_due_at or task.due_at
    found = following(task.repeat, first_due_at, task.number, at)
    if found is None:
        return replace(task, next_id=NONE_FOLLOWS)
    number, due_at = found
    lead = task.due_at - task.remind_at if task.remind_at else None
    fresh = replace(
        task,
        id=new_id(),
        version=1,
        state=TaskState.OPEN,
        due_at=due_at,
        remind_at=due_at - lead if lead is not None else None,
        reminded_at=None,
        number=number,
        first_id=task.first_id or task.id,
        next_id=None,
        origin_key=None,
        result="",
        outcome="",
        created_at=at,
        updated_at=at,
        ended_at=None,
        ended_by="",
    )
    tx.tasks.add_new(fresh)
    announce_task(tx, fresh, at=at, created=True)
    return replace(task, next_id=fresh.id)


def store_task(tx: Tx, before: Task, after: Task, at: datetime) -> Task:
    """Write a changed task and tell whom it concerns; nothing is written when nothing changed."""
    if after == before:
        return before
    stored = replace(after, version=before.version + 1, updated_at=at)
    tx.tasks.update(stored, before.version)
    announce_task(tx, stored, at=at, former_agent_id=before.owner_agent_id)
    return stored


def _ended(tx: Tx, before: Task, after: Task, at: datetime) -> Task:
    ended = store_task(tx, before, make_next(tx, after, at=at), at)
    weekly_lists.task_ended(tx, ended, at=at)
    return ended


def _require_open(task: Task) -> None:
    if task.state is not TaskState.OPEN:
        raise ConflictError(f"the task is {task.state}; reopen it first")
