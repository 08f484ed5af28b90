"""Tasks: made by people and by what happens, never twice for one occasion; done with a result."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.events import EVERYONE, SUPERVISORS, EventType, NewEvent, agent_audience
from hub.domain.ids import new_id
from hub.domain.tasks import Repeat, Task, TaskKind
from hub.ports.repositories import Tx
from hub.services.shapes import Shape, time_shape


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task to make; see `hub.domain.tasks.Task`."""

    kind: TaskKind = TaskKind.TO_DO
    title: str
    text: str = ""
    owner_agent_id: str | None = None
    team: str = ""
    customer_id: str | None = None
    case_id: str | None = None
    interaction_id: str | None = None
    due_at: datetime | None = None
    remind_at: datetime | None = None
    repeat: Repeat | None = None
    origin_key: str | None = None
    created_by: str = ""


def add_task(tx: Tx, new: NewTask, *, at: datetime) -> Task | None:
    """Make a task and tell its owner; None when its `origin_key` has made one before."""
    task = Task(
        id=new_id(),
        kind=new.kind,
        title=new.title,
        text=new.text,
        owner_agent_id=new.owner_agent_id,
        team=new.team,
        customer_id=new.customer_id,
        case_id=new.case_id,
        interaction_id=new.interaction_id,
        due_at=new.due_at,
        remind_at=new.remind_at,
        repeat=new.repeat,
        origin_key=new.origin_key,
        created_by=new.created_by,
        created_at=at,
        updated_at=at,
    )
    if not tx.tasks.add_new(task):
        return None
    announce_task(tx, task, at=at, created=True)
    return task


def announce_task(
    tx: Tx,
    task: Task,
    *,
    at: datetime,
    created: bool = False,
    former_agent_id: str | None = None,
    reminds: bool = False,
) -> None:
    """Write the event of a task; who had it before is told as well, and everybody of one that nobody has yet.

    `reminds`: the time has come to tell its owner.
    """
    agents = sorted({each for each in (task.owner_agent_id, former_agent_id) if each})
    open_to_all = (EVERYONE,) if task.owner_agent_id is None else ()
    tx.events.add(
        NewEvent(
            type=EventType.TASK_CREATED if created else EventType.TASK_UPDATED,
            data={**task_shape(task), "reminds": reminds},
            subject_id=task.id,
            audience=(SUPERVISORS, *open_to_all, *(agent_audience(each) for each in agents)),
            at=at,
        )
    )


def task_shape(task: Task) -> Shape:
    """A task as desks and integrators see it."""
    repeat = task.repeat
    return {
        "id": task.id,
        "version": task.version,
        "kind": task.kind.value,
        "title": task.title,
        "text": task.text,
        "state": task.state.value,
        "owner_agent_id": task.owner_agent_id,
        "team": task.team,
        "customer_id": task.customer_id,
        "case_id": task.case_id,
        "interaction_id": task.interaction_id,
        "due_at": time_shape(task.due_at),
        "remind_at": time_shape(task.remind_at),
        "reminded_at": time_shape(task.reminded_at),
        "repeat": repeat
        and {"every": repeat.every, "unit": repeat.unit.value, "zone": repeat.zone, "until": time_shape(repeat.until)},
        "number": task.number,
        "first_id": task.first_id,
        "next_id": task.next_id or None,
        "result": task.result,
        "outcome": task.outcome,
        "created_by": task.created_by,
        "created_at": time_shape(task.created_at),
        "updated_at": time_shape(task.updated_at),
        "ended_at": time_shape(task.ended_at),
        "ended_by": task.ended_by,
    }
