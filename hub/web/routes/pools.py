"""The routes of pools, weekly lists and absences."""

from hub.web.api import pools
from hub.web.models import pools as w
from hub.web.models.base import Empty
from hub.web.models.customers import ShownCustomer
from hub.web.roles import AGENTS, STAFF, SUPERVISORS
from hub.web.route import Route, delete, get, post

ROUTES: tuple[Route, ...] = (
    get("/pools", pools.show, STAFF, "How many customers are where", answer=w.ShownPools),
    get(
        "/pools/customers",
        pools.customers,
        STAFF,
        "Customers of a pool, the most valuable first",
        query=w.PoolQuery,
        answer=w.ShownPoolCustomers,
    ),
    post("/customers/{id}/claim", pools.claim, AGENTS, "Look after a customer", body=Empty, answer=ShownCustomer),
    post("/customers/{id}/release", pools.release, AGENTS, "Give back to the pool", body=Empty, answer=ShownCustomer),
    post(
        "/customers/{id}/assign",
        pools.assign,
        SUPERVISORS,
        "Give to an agent",
        body=w.PoolAssignBody,
        answer=ShownCustomer,
    ),
    get(
        "/weekly-calls",
        pools.weekly,
        STAFF,
        "Dormant customers to call",
        query=w.WeeklyQuery,
        answer=w.ShownWeeklyCalls,
    ),
    post(
        "/weekly-calls/{id}/result",
        pools.report,
        AGENTS,
        "What came of a call",
        body=w.CallResultBody,
        answer=w.ShownWeeklyCall,
    ),
    get("/absences", pools.absences, STAFF, "Who is away when", query=w.AbsenceQuery, answer=w.ShownAbsences),
    post(
        "/absences",
        pools.add_absence,
        AGENTS,
        "Write down an absence",
        body=w.AbsenceBody,
        answer=w.ShownAbsence,
        status=201,
    ),
    delete("/absences/{id}", pools.remove_absence, AGENTS, "Take back an absence"),
)
