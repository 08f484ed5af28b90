"""An agent's first screen of the day: birthdays, tasks, what is at risk, recent contacts, notices, this month."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hub.domain.birthdays import birthday_year, days_kept_on
from hub.domain.customers import Calendar, Customer
from hub.domain.sla import SlaClock, SlaState
from hub.domain.tasks import Task, TaskKind, TaskState
from hub.domain.time import require_utc
from hub.ports.repositories import Tx
from hub.ports.repositories.tasks import TaskFilter
from hub.services.access.callers import Caller
from hub.services.cases.rows import case_views
from hub.services.desk.notices import notices_for
from hub.services.events.announce import interaction_views
from hub.services.shapes import Shape, customer_shape, time_shape
from hub.services.tasks.views import task_views

BIRTHDAY_DAYS = 7
_MOST_BIRTHDAYS = 50
_MOST_TASKS = 30
_MOST_AT_RISK = 20
_MOST_CONTACTS = 60
_MOST_SHOWN = 12
_SOON = timedelta(hours=2)
_AT_RISK = (SlaState.WARNED, SlaState.BREACHED)


def today(tx: Tx, caller: Caller, *, zone: str, at: datetime) -> Shape:
    """Read it all; `seq` comes first, so that events seen twice patch what is already there."""
    seq = tx.events.newest()
    here = at.astimezone(ZoneInfo(zone))
    shape: Shape = {
        "seq": seq,
        "now": time_shape(at),
        "date": here.date().isoformat(),
        "notices": notices_for(tx, caller, at=at),
    }
    agent_id = caller.agent_id
    return {**shape, **(_own(tx, agent_id, here, at) if agent_id else _nobody())}


def _own(tx: Tx, agent_id: str, here: datetime, at: datetime) -> Shape:
    midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), tzinfo=here.tzinfo)
    mine = TaskFilter(owner_agent_id=agent_id, states=(TaskState.OPEN,))
    due = [each for each in tx.tasks.due(mine, limit=_MOST_TASKS * 2) if each.kind is not TaskKind.WEEKLY_CALL]
    first_of_month = datetime(here.year, here.month, 1, tzinfo=here.tzinfo)
    figures = tx.today.figures(agent_id, require_utc(first_of_month))
    return {
        "birthdays": _birthdays(tx, agent_id, here.date()),
        "tasks": task_views(tx, _due_first(due, require_utc(midnight))),
        "weekly": task_views(tx, _weekly(tx, agent_id)),
        **_at_risk(tx, agent_id, at),
        **_recent(tx, agent_id),
        "month": {
            "since": time_shape(first_of_month),
            "contacts": figures.contacts,
            "cases_resolved": figures.cases_resolved,
            "tasks_done": figures.tasks_done,
        },
    }


def _nobody() -> Shape:
    """Who is no agent has no work of their own."""
    names = ("birthdays", "tasks", "weekly", "interactions_at_risk", "cases_at_risk", "contacts", "customers")
    return {**{name: [] for name in names}, "month": None}


def _due_first(tasks: Sequence[Task], midnight: datetime) -> list[Task]:
    """What is due today or late, then as many of the others as there is room."""
    due = [each for each in tasks if each.due_at is not None and each.due_at < midnight]
    later = [each for each in tasks if each not in due]
    return [*due, *later][: max(_MOST_SHOWN, len(due))][:_MOST_TASKS]


def _weekly(tx: Tx, agent_id: str) -> Sequence[Task]:
    wanted = TaskFilter(owner_agent_id=agent_id, kinds=(TaskKind.WEEKLY_CALL,), states=(TaskState.OPEN,))
    return tx.tasks.due(wanted, limit=_MOST_SHOWN)


def _birthdays(tx: Tx, agent_id: str, first: date) -> list[Shape]:
    """The agent's customers whose birthday is kept in the coming days, the next first."""
    days = [first + timedelta(days=ahead) for ahead in range(BIRTHDAY_DAYS)]
    kept = dict.fromkeys(
        (calendar, month, of) for day in days for calendar in Calendar for month, of in days_kept_on(day, calendar)
    )
    found = tx.today.own_birthdays(agent_id, list(kept), limit=_MOST_BIRTHDAYS)
    dated = [(day, each) for each in found if (day := _next_kept(each, days)) is not None]
    return [
        {"date": day.isoformat(), "turns": _turns(each, day), "customer": customer_shape(each)}
        for day, each in sorted(dated, key=lambda pair: (pair[0], pair[1].name))
    ]


def _next_kept(customer: Customer, days: Sequence[date]) -> date | None:
    birthday = customer.birthday
    return next((day for day in days if birthday and birthday_year(birthday, day) is not None), None)


def _turns(customer: Customer, kept: date) -> int | None:
    birthday = customer.birthday
    year = birthday_year(birthday, kept) if birthday else None
    return None if birthday is None or birthday.year is None or year is None else year - birthday.year


def _at_risk(tx: Tx, agent_id: str, at: datetime) -> Shape:
    """Promises that are warned of, broken or due within two hours."""
    contacts = [each for each in tx.today.promised(agent_id, limit=_MOST_AT_RISK) if _is_at_risk(each.clocks, at)]
    cases = [each for each in tx.cases.urgent(agent_id, limit=_MOST_AT_RISK) if _is_at_risk(each.clocks, at)]
    return {"interactions_at_risk": interaction_views(tx, contacts), "cases_at_risk": case_views(tx, cases)}


def _is_at_risk(clocks: Iterable[SlaClock], at: datetime) -> bool:
    return any(
        each.state in _AT_RISK or (each.is_open and each.due_at is not None and each.due_at - at < _SOON)
        for each in clocks
    )


def _recent(tx: Tx, agent_id: str) -> Shape:
    contacts = tx.today.newest_contacts(agent_id, limit=_MOST_CONTACTS)
    ids = list(dict.fromkeys(each.customer_id for each in contacts if each.customer_id))[:_MOST_SHOWN]
    known = tx.customers.get_many(ids)
    customers = [customer_shape(known[each]) for each in ids if each in known]
    return {"contacts": interaction_views(tx, contacts[:_MOST_SHOWN]), "customers": customers}
