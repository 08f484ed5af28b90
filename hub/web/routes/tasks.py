"""The routes of tasks, notices and the first screen of the day."""

from pydantic import BaseModel

from hub.web.api import notices, tasks
from hub.web.models import tasks as m
from hub.web.models.base import Empty, Page
from hub.web.roles import ANYONE, DESK, STAFF, SUPERVISORS
from hub.web.route import Endpoint, Route, delete, get, patch, post


def _act(name: str, endpoint: Endpoint, summary: str, body: type[BaseModel]) -> Route:
    """A deed on a task, answered with the task as it is then."""
    return post(f"/tasks/{{id}}/{name}", endpoint, DESK, summary, body=body, answer=m.ShownTask)


ROUTES = (
    get("/tasks", tasks.list_, ANYONE, "List, open ones by due time", query=m.TaskQuery, answer=m.ShownTasks),
    post("/tasks", tasks.create, DESK, "Make", body=m.NewTaskBody, answer=m.ShownTask, status=201),
    get("/tasks/{id}", tasks.show, ANYONE, "Show", answer=m.ShownTask),
    patch("/tasks/{id}", tasks.edit, DESK, "Change, or give to somebody else", body=m.TaskChange, answer=m.ShownTask),
    _act("complete", tasks.complete, "Done, with what came of it", m.CompleteBody),
    _act("cancel", tasks.cancel, "Not to be done any more", m.CancelBody),
    _act("reopen", tasks.reopen, "To be done after all", Empty),
    _act("snooze", tasks.snooze, "Put off", m.SnoozeTaskBody),
    get("/notices", notices.list_, SUPERVISORS, "All notices, newest first", query=Page, answer=m.ShownNotices),
    post("/notices", notices.create, SUPERVISORS, "Write", body=m.NewNoticeBody, answer=m.ShownNotice, status=201),
    get("/notices/mine", notices.mine, STAFF, "What I am told now", answer=m.ShownNotices),
    patch("/notices/{id}", notices.edit, SUPERVISORS, "Change", body=m.NoticeChange, answer=m.ShownNotice),
    delete("/notices/{id}", notices.withdraw, SUPERVISORS, "Show no more", answer=m.ShownNotice),
    post("/notices/{id}/read", notices.read, STAFF, "I have seen it", body=m.NoticeReadBody, answer=m.ShownNotice),
    get("/notices/{id}/readers", notices.readers, SUPERVISORS, "Who has read it", answer=m.ShownReaders),
    get("/today", notices.today, STAFF, "My first screen of the day", answer=m.ShownToday),
)
