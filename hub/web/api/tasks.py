"""/tasks: things to do by somebody by a time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hub.domain.ids import new_id
from hub.domain.tasks import Task, TaskState
from hub.ports.repositories import Tx
from hub.ports.repositories.tasks import TaskFilter
from hub.services.access.audit import record
from hub.services.shapes import Shape
from hub.services.tasks import steps as task_steps
from hub.services.tasks.records import announce_task
from hub.services.tasks.views import task_views
from hub.web.models.tasks import CancelBody, CompleteBody, NewTaskBody, SnoozeTaskBody, TaskChange, TaskQuery
from hub.web.route import Call

Deed = Callable[[Tx, Task, datetime], Task]
_WEEK = timedelta(days=7)


async def list_(call: Call) -> Shape:
    """A page: open tasks by due time, others newest first."""
    wanted = call.query_as(TaskQuery)

    def work(tx: Tx) -> Shape:
        filter_ = _filter(tx, call, wanted)
        limit = wanted.limit + 1
        if wanted.state == TaskState.OPEN:
            found = tx.tasks.due(filter_, after=wanted.after, limit=limit)
        else:
            found = tx.tasks.page(filter_, after=wanted.after, limit=limit)
        shown = found[: wanted.limit]
        return {"items": task_views(tx, shown), "next": shown[-1].id if len(found) > wanted.limit else None}

    return await call.read(work)


def _filter(tx: Tx, call: Call, wanted: TaskQuery) -> TaskFilter:
    me = call.caller.agent_id or ""
    agent = tx.agents.get(me) if wanted.team == "mine" and me else None
    return TaskFilter(
        owner_agent_id=me if wanted.owner == "me" else None if wanted.owner == "nobody" else wanted.owner,
        has_owner=False if wanted.owner == "nobody" else None,
        team=(agent.team if agent else "") if wanted.team == "mine" else wanted.team,
        customer_id=wanted.customer_id,
        case_id=wanted.case_id,
        interaction_id=wanted.interaction_id,
        kinds=(wanted.kind.value,) if wanted.kind else (),
        states=() if wanted.state == "all" else (wanted.state,),
        due_before=_before(call, wanted.due),
    )


def _before(call: Call, due: str | None) -> datetime | None:
    now = call.services.clock.now()
    if due is None or due == "overdue":
        return now if due else None
    here = now.astimezone(ZoneInfo(call.services.settings.time_zone))
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight if due == "today" else now + _WEEK


async def create(call: Call) -> Shape:
    """Make a task."""
    body, now, caller = call.body_as(NewTaskBody), call.services.clock.now(), call.caller
    values = body.values()
    if not {"owner_agent_id", "team"} & values.keys():
        values["owner_agent_id"] = caller.agent_id

    def work(tx: Tx) -> Shape:
        fresh = Task(id=new_id(), **values, created_by=caller.actor, created_at=now, updated_at=now)  # type: ignore[arg-type]
        task = task_steps.checked(tx, fresh)
        tx.tasks.add_new(task)
        announce_task(tx, task, at=now, created=True)
        record(tx, actor=caller.actor, action="task.made", subject=task.id, at=now)
        return task_views(tx, [task])[0]

    return await call.write(work)


async def show(call: Call) -> Shape:
    """One task."""
    return await call.read(lambda tx: task_views(tx, [task_steps.require_task(tx, call.path["id"])])[0])


async def edit(call: Call) -> Shape:
    """Change own fields, or give it to somebody else."""
    values = call.body_as(TaskChange).values()
    return await _done(call, "task.changed", lambda tx, task, at: task_steps.edit_task(tx, task, values, at=at))


async def complete(call: Call) -> Shape:
    """Done, with what came of it."""
    body, by = call.body_as(CompleteBody), call.caller.actor
    return await _done(
        call,
        "task.done",
        lambda tx, task, at: task_steps.complete(tx, task, result=body.result, outcome=body.outcome, by=by, at=at),
    )


async def cancel(call: Call) -> Shape:
    """Not to be done any more."""
    body, by = call.body_as(CancelBody), call.caller.actor

    def deed(tx: Tx, task: Task, at: datetime) -> Task:
        return task_steps.cancel(tx, task, outcome=body.outcome, whole_series=body.whole_series, by=by, at=at)

    return await _done(call, "task.canceled", deed)


async def reopen(call: Call) -> Shape:
    """To be done after all."""
    return await _done(call, "task.reopened", lambda tx, task, at: task_steps.reopen_task(tx, task, at=at))


async def snooze(call: Call) -> Shape:
    """Put it off."""
    until = call.body_as(SnoozeTaskBody).until
    return await _done(call, "task.put_off", lambda tx, task, at: task_steps.snooze_task(tx, task, until, at=at))


async def _done(call: Call, action: str, deed: Deed) -> Shape:
    """Commit a deed with its line in the audit; answer with the task as it is then."""
    now, caller = call.services.clock.now(), call.caller

    def work(tx: Tx) -> Shape:
        task = task_steps.require_task(tx, call.path["id"], expected_version=call.expected_version)
        task_steps.require_say(tx, caller, task)
        after = deed(tx, task, now)
        record(tx, actor=caller.actor, action=action, subject=task.id, at=now)
        return task_views(tx, [after])[0]

    return await call.write(work)
