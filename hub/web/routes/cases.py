"""The routes of cases, their kinds and departments."""

from pydantic import BaseModel

from hub.web.api import case_kinds, cases
from hub.web.models import cases as m
from hub.web.models.base import Empty, Page
from hub.web.models.interactions import ShownInteractions
from hub.web.roles import ADMINS, ANYONE, DESK
from hub.web.route import Endpoint, Route, delete, get, patch, post


def _act(name: str, endpoint: Endpoint, summary: str, body: type[BaseModel]) -> Route:
    """A deed on a case, answered with the case as it is then."""
    return post(f"/cases/{{id}}/{name}", endpoint, DESK, summary, body=body, answer=m.ShownCase)


ROUTES = (
    get("/cases", cases.list_, ANYONE, "List, newest first", query=m.CaseQuery, answer=m.ShownCases),
    post("/cases", cases.create, DESK, "Open", body=m.NewCaseBody, answer=m.ShownCase, status=201),
    get("/cases/{id}", cases.show, ANYONE, "Show", answer=m.ShownCase),
    patch("/cases/{id}", cases.edit, DESK, "Change", body=m.CaseChange, answer=m.ShownCase),
    _act("notes", cases.note, "Write down what only staff see", m.TextBody),
    _act("review", cases.review, "The departments have met", m.TextBody),
    _act("resolve", cases.resolve, "Settle", m.ResolveBody),
    _act("report", cases.report, "The customer was told the result", m.TextBody),
    _act("close", cases.close, "Put away", Empty),
    _act("reopen", cases.reopen, "Take up again", m.ReopenBody),
    _act("plan", cases.plan, "Plan the after-sales work", m.PlanBody),
    _act("dispatch", cases.dispatch, "Send a technician, or take it to a site", m.DispatchBody),
    _act("record", cases.record_work, "Write down what was done", m.RecordBody),
    _act("confirm", cases.confirm, "The customer has confirmed", m.ConfirmBody),
    get("/cases/{id}/interactions", cases.contacts, ANYONE, "Its contacts", answer=ShownInteractions),
    _act("interactions", cases.tie, "Take a contact in", m.TieBody),
    delete("/cases/{id}/interactions/{interaction_id}", cases.untie, DESK, "Let a contact go", answer=m.ShownCase),
    get("/cases/{id}/history", cases.history, ANYONE, "Who did what when", query=Page, answer=m.ShownHistory),
    get("/case-kinds", case_kinds.kinds, ANYONE, "Kinds of cases", answer=m.ShownCaseKinds),
    post("/case-kinds", case_kinds.add_kind, ADMINS, "Add", body=m.NewCaseKindBody, answer=m.ShownCaseKind, status=201),
    patch("/case-kinds/{id}", case_kinds.change_kind, ADMINS, "Change", body=m.CaseKindChange, answer=m.ShownCaseKind),
    get("/departments", case_kinds.departments, ANYONE, "Whom cases concern", answer=m.ShownDepartments),
    post(
        "/departments",
        case_kinds.add_department,
        ADMINS,
        "Make",
        body=m.NewDepartmentBody,
        answer=m.ShownDepartment,
        status=201,
    ),
    patch(
        "/departments/{id}",
        case_kinds.change_department,
        ADMINS,
        "Change",
        body=m.DepartmentChange,
        answer=m.ShownDepartment,
    ),
)
