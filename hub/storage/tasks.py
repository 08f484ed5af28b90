"""Tasks."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.tasks import Task, TaskState
from hub.ports.repositories.tasks import TaskFilter
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.tasks import tasks

TASK = Codec(tasks, Task)
_IS_OPEN = tasks.c.state == sa.literal_column("'open'")


class Tasks:
    """Implements `hub.ports.repositories.tasks.Tasks`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, task_id: str) -> Task | None:
        return self._unit.one(TASK, tasks.c.id == task_id)

    def add_new(self, task: Task) -> bool:
        return self._unit.add_new(TASK, task)

    def by_origin(self, origin_key: str) -> Task | None:
        return self._unit.one(TASK, tasks.c.origin_key == origin_key)

    def update(self, task: Task, expected_version: int) -> None:
        self._unit.update_version(TASK, TASK.row(task), expected_version)

    def page(self, wanted: TaskFilter, *, after: str | None, limit: int) -> Sequence[Task]:
        conditions = _conditions(wanted)
        if after is not None:
            conditions.append(tasks.c.id < after)
        return self._unit.list(TASK, sa.select(tasks).where(*conditions).order_by(tasks.c.id.desc()).limit(limit))

    def due(self, wanted: TaskFilter, *, limit: int, after: str | None = None) -> Sequence[Task]:
        order = (tasks.c.due_at.asc().nulls_last(), tasks.c.id)
        last = self.get(after) if after is not None else None
        conditions = [_IS_OPEN, *_conditions(wanted), *([_behind(last)] if last else [])]
        return self._unit.list(TASK, sa.select(tasks).where(*conditions).order_by(*order).limit(limit))

    def to_remind(self, at: datetime, *, limit: int) -> Sequence[Task]:
        waiting = sa.and_(tasks.c.reminded_at.is_(None), _IS_OPEN, tasks.c.remind_at <= at)
        return self._unit.list(
            TASK, sa.select(tasks).where(waiting).order_by(tasks.c.remind_at, tasks.c.id).limit(limit)
        )

    def to_repeat(self, at: datetime, *, limit: int) -> Sequence[Task]:
        repeating = sa.text("repeat IS NOT NULL AND next_id IS NULL AND state = 'open'")
        due = sa.select(tasks).where(repeating, tasks.c.due_at <= at)
        return self._unit.list(TASK, due.order_by(tasks.c.due_at, tasks.c.id).limit(limit))


def _behind(last: Task) -> Any:
    """What comes after a task in the order of due times."""
    c = tasks.c
    if last.due_at is None:
        return sa.and_(c.due_at.is_(None), c.id > last.id)
    return sa.or_(c.due_at > last.due_at, sa.and_(c.due_at == last.due_at, c.id > last.id), c.due_at.is_(None))


def _conditions(wanted: TaskFilter) -> list[Any]:
    c = tasks.c
    equal = [
        (c.owner_agent_id, wanted.owner_agent_id),
        (c.team, wanted.team),
        (c.customer_id, wanted.customer_id),
        (c.case_id, wanted.case_id),
        (c.interaction_id, wanted.interaction_id),
    ]
    conditions: list[Any] = [column == value for column, value in equal if value is not None]
    if wanted.has_owner is not None:
        conditions.append(c.owner_agent_id.is_not(None) if wanted.has_owner else c.owner_agent_id.is_(None))
    if wanted.kinds:
        conditions.append(c.kind.in_(wanted.kinds))
    if wanted.states:
        conditions.append(c.state.in_([TaskState(each).value for each in wanted.states]))
    if wanted.due_before is not None:
        conditions.append(c.due_at < wanted.due_before)
    return conditions
