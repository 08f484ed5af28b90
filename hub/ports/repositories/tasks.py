"""Tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.tasks import Task


@dataclass(frozen=True, kw_only=True)
class TaskFilter:
    """Which tasks; None means any. `due_before` leaves out those without a due time, `has_owner` False asks for those
    that nobody has taken yet.
    """

    owner_agent_id: str | None = None
    team: str | None = None
    has_owner: bool | None = None
    customer_id: str | None = None
    case_id: str | None = None
    interaction_id: str | None = None
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    due_before: datetime | None = None


class Tasks(Protocol):
    """Things to do."""

    def get(self, task_id: str) -> Task | None:
        """Return one."""

    def add_new(self, task: Task) -> bool:
        """Insert unless one with its `origin_key` exists; return whether it was inserted."""

    def by_origin(self, origin_key: str) -> Task | None:
        """Return the one made for this."""

    def update(self, task: Task, expected_version: int) -> None:
        """Write all fields; raise `StaleVersionError` when the row is at another version."""

    def page(self, wanted: TaskFilter, *, after: str | None, limit: int) -> Sequence[Task]:
        """List by id, newest first."""

    def due(self, wanted: TaskFilter, *, limit: int, after: str | None = None) -> Sequence[Task]:
        """List open ones, the earliest due first, those without a due time last; `after` is the last of the page
        before.
        """

    def to_remind(self, at: datetime, *, limit: int) -> Sequence[Task]:
        """List open ones whose `remind_at` has come and whose owner was not told, the earliest first."""

    def to_repeat(self, at: datetime, *, limit: int) -> Sequence[Task]:
        """List open repeated ones that are due and have made no next one, the earliest first."""
