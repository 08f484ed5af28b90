"""Weekly lists: every Monday morning each agent who is there gets some dormant customers to call, nobody twice.

The row of a week and zone decides who makes its lists; making takes a turn, so that lists of two zones never choose
from the same customers. What was not worked after seven days is anybody's again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hub.domain.agents import Agent, PresenceState
from hub.domain.classification import PoolRule
from hub.domain.consent import ConsentStatus, Purpose
from hub.domain.customers import ContactPointKind, ContactPointState, Customer
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.domain.pools import CallResult, CallState, Pool, WeeklyCall
from hub.domain.tasks import Task, TaskKind, TaskState
from hub.domain.users import Role
from hub.errors import ConflictError, InvalidError, NotFoundError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.pools import Prospect
from hub.services.access.audit import record
from hub.services.customers.consents import Statement, state_consent
from hub.services.sending.quiet_hours import instant
from hub.services.shapes import Shape, time_shape
from hub.services.tasks.records import NewTask, add_task, announce_task
from hub.services.value.class_rules import rules_in_force

_WEEK = timedelta(days=7)
_AT_ONCE = 200
_USABLE = frozenset({ContactPointState.CLAIMED, ContactPointState.VERIFIED})
_RESULTS = frozenset(CallResult)


@dataclass(frozen=True, kw_only=True)
class Week:
    """The lists of one zone: their Monday, when they are due, when what is left goes back."""

    monday: date
    zone: str
    due_at: datetime
    expires_at: datetime

    @property
    def key(self) -> str:
        """What the week's row is called."""
        return f"{self.monday.isoformat()} {self.zone}"


def week_of(now: datetime, zone: str, at: time) -> Week:
    """The week of a moment on the wall clock of a zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    return Week(
        monday=monday,
        zone=zone,
        due_at=instant(datetime.combine(monday, at), zone),
        expires_at=instant(datetime.combine(monday + _WEEK, at), zone),
    )


class WeeklyLists:
    """Makes the lists and takes back what was not worked; may tick anywhere at any time."""

    def __init__(self, *, database: Database, clock: Clock, zone: str) -> None:
        """Teams without a zone of their own work in `zone`."""
        self._database = database
        self._clock = clock
        self._zone = zone

    async def tick(self) -> int:
        """Do what is due; return how many customers were put on lists."""
        now = self._clock.now()
        await self._tidy(now)
        weeks = await self._database.read(lambda tx: _due_weeks(tx, self._zone, now))
        listed = 0
        for week in weeks:
            listed += await self._database.write(lambda tx, week=week: make_lists(tx, week, self._zone, at=now))  # type: ignore[misc]
        return listed

    async def _tidy(self, now: datetime) -> None:
        while await self._database.read(lambda tx: bool(tx.weekly.ended_tasks(limit=1))):
            await self._database.write(lambda tx: _follow_tasks(tx, now))
        while await self._database.read(lambda tx: bool(tx.weekly.overdue(now, limit=1))):
            await self._database.write(lambda tx: _take_back(tx, now))


def _due_weeks(tx: Tx, house: str, now: datetime) -> list[Week]:
    _, rule = rules_in_force(tx)
    zones = {house, *(zone_of(each, rule, house) for each in tx.agents.all())}
    weeks = [week_of(now, zone, time.fromisoformat(rule.weekly_at)) for zone in sorted(zones)]
    due = [each for each in weeks if each.due_at <= now]
    made = tx.weekly.is_made([each.key for each in due])
    return [each for each in due if each.key not in made]


def zone_of(agent: Agent, rule: PoolRule, house: str) -> str:
    """Where an agent's Monday begins."""
    return rule.zones.get(agent.team, house)


def make_lists(tx: Tx, week: Week, house: str, *, at: datetime) -> int:
    """Deal the most valuable dormant customers round the agents of a zone; 0 when these lists were made before.

    Lists on which nobody would stand are not made yet: they are tried again until the week is over.
    """
    if not tx.weekly.begin(week.key, at):
        return 0
    _, rule = rules_in_force(tx)
    agents = _agents_there(tx, week, rule, house, at)
    wanted = rule.weekly_size * len(agents)
    chosen = list(_callable(tx, wanted, at - timedelta(days=rule.not_again_days)))
    calls = [
        _call(tx, week, _Line(agents[turn % len(agents)].id, turn // len(agents) + 1, *each), at=at)
        for turn, each in enumerate(chosen)
    ]
    if not calls:
        tx.weekly.forget(week.key)
        return 0
    tx.weekly.add_calls(calls)
    record(tx, actor="clock", action="weekly_lists.made", subject=week.key, at=at, customers=len(calls))
    return len(calls)


def _agents_there(tx: Tx, week: Week, rule: PoolRule, house: str, at: datetime) -> list[Agent]:
    """Those of the zone who may sign in as agents, are not away that day, and have been seen lately."""
    users = {each.id for each in tx.users.all() if Role.AGENT in each.roles and not each.disabled}
    local = max(week.monday, at.astimezone(ZoneInfo(week.zone)).date())
    away = {each.agent_id for each in tx.absences.all(since=local) if each.first_day <= local}
    return [
        agent
        for agent in sorted(tx.agents.all(), key=lambda each: each.id)
        if agent.user_id in users
        and agent.id not in away
        and zone_of(agent, rule, house) == week.zone
        and was_seen(agent, at - timedelta(days=rule.away_days))
    ]


def was_seen(agent: Agent, since: datetime) -> bool:
    """Whether the agent is signed in, or was since a time."""
    return agent.presence.state is not PresenceState.OFFLINE or agent.presence.since >= since


def _callable(tx: Tx, wanted: int, not_since: datetime) -> Iterator[tuple[Prospect, Customer]]:
    """The most valuable dormant customers who have agreed to be called and can be."""
    after: tuple[int, str] | None = None
    while wanted > 0:
        page = tx.weekly.prospects(not_since=not_since, after=after, limit=_AT_ONCE)
        customers = tx.customers.get_many([each.customer_id for each in page])
        for prospect in page:
            customer = customers[prospect.customer_id]
            if may_be_called(tx, customer):
                yield prospect, customer
                wanted -= 1
                if not wanted:
                    return
        if len(page) < _AT_ONCE:
            return
        after = (page[-1].spent, page[-1].customer_id)


def may_be_called(tx: Tx, customer: Customer) -> bool:
    """Whether there is an own number on which the customer has agreed to marketing calls."""
    return any(
        tx.consents.status(
            customer_id=customer.id, kind=InteractionKind.PHONE.value, address=point.value, purpose=Purpose.MARKETING
        )
        is ConsentStatus.GRANTED
        for point in customer.contact_points
        if point.kind is ContactPointKind.PHONE and point.identifies and point.state in _USABLE
    )


class _Line(NamedTuple):
    agent_id: str
    place: int
    prospect: Prospect
    customer: Customer


def _call(tx: Tx, week: Week, line: _Line, *, at: datetime) -> WeeklyCall:
    """A line of a list with its task."""
    customer = line.customer
    slot = f"weekly:{week.monday.isoformat()}:{customer.id}"
    task = add_task(
        tx,
        NewTask(
            kind=TaskKind.WEEKLY_CALL,
            title=customer.name or "?",
            owner_agent_id=line.agent_id,
            customer_id=customer.id,
            due_at=week.expires_at,
            origin_key=slot,
            created_by="clock",
        ),
        at=at,
    )
    return WeeklyCall(
        id=new_id(),
        slot=slot,
        week=week.monday,
        agent_id=line.agent_id,
        customer_id=customer.id,
        place=line.place,
        past_value=line.prospect.spent,
        task_id=task.id if task else None,
        created_at=at,
        expires_at=week.expires_at,
    )


@dataclass(frozen=True, kw_only=True)
class CallReport:
    """What came of a call; who refuses has withdrawn the consent to be called."""

    result: CallResult
    note: str
    by: str
    region: str | None
    expected_version: int | None = None


def report_call(tx: Tx, call_id: str, report: CallReport, *, at: datetime) -> WeeklyCall:
    """Write down what came of a call, and end its task."""
    call = require_call(tx, call_id)
    if call.state is not CallState.OPEN:
        raise ConflictError(f"this call is {call.state.value}; only an open one has a result yet to come")
    if report.expected_version not in (None, call.version):
        raise ConflictError(f"this call is at version {call.version}; read it again")
    done = _ended(tx, call, CallState.DONE, report.result.value, report.note, by=report.by, at=at)
    _end_task(tx, done, TaskState.DONE, at)
    _heed(tx, done, region=report.region, at=at)
    record(tx, actor=report.by, action="weekly_call.done", subject=call.id, at=at, result=done.result)
    return done


def _heed(tx: Tx, call: WeeklyCall, *, region: str | None, at: datetime) -> None:
    if call.result != CallResult.REFUSED:
        return
    statement = Statement(
        customer_id=call.customer_id,
        kind=InteractionKind.PHONE.value,
        purpose=Purpose.MARKETING,
        status=ConsentStatus.WITHDRAWN,
        evidence=f"weekly call {call.id}: {call.note}".rstrip(": "),
    )
    state_consent(tx, statement, source="weekly_call", by=call.ended_by, region=region, at=at)


def _ended(tx: Tx, call: WeeklyCall, state: CallState, result: str, note: str, *, by: str, at: datetime) -> WeeklyCall:
    ended = replace(call, state=state, result=result, note=note, ended_at=at, ended_by=by, version=call.version + 1)
    tx.weekly.update(ended, call.version)
    return ended


def _end_task(tx: Tx, call: WeeklyCall, state: TaskState, at: datetime) -> None:
    task = tx.tasks.get(call.task_id) if call.task_id else None
    if task is None or task.state is not TaskState.OPEN:
        return
    ended = replace(
        task,
        state=state,
        result=call.result,
        outcome=call.note,
        ended_at=at,
        ended_by=call.ended_by,
        version=task.version + 1,
        updated_at=at,
    )
    tx.tasks.update(ended, task.version)
    announce_task(tx, ended, at=at)


def _take_back(tx: Tx, at: datetime) -> None:
    """Nobody called in time: the customer is in the pool as before."""
    for call in tx.weekly.overdue(at, limit=_AT_ONCE):
        _end_task(tx, _ended(tx, call, CallState.RETURNED, "", "", by="clock", at=at), TaskState.CANCELED, at)


def _follow_tasks(tx: Tx, at: datetime) -> None:
    """Tasks that were ended on any other way."""
    for call in tx.weekly.ended_tasks(limit=_AT_ONCE):
        task = tx.tasks.get(call.task_id or "")
        if task is not None:
            _follow(tx, call, task, at)


def task_ended(tx: Tx, task: Task, *, at: datetime) -> None:
    """Tasks may be ended by themselves; their result is the call's."""
    call = tx.weekly.by_task(task.id) if task.kind is TaskKind.WEEKLY_CALL else None
    if call is not None and call.state is CallState.OPEN:
        _follow(tx, call, task, at)


def _follow(tx: Tx, call: WeeklyCall, task: Task, at: datetime) -> None:
    state = CallState.DONE if task.state is TaskState.DONE else CallState.CANCELED
    result = task.result if task.result in _RESULTS else ""
    _heed(tx, _ended(tx, call, state, result, task.outcome, by=task.ended_by, at=at), region=None, at=at)


def after_merge(tx: Tx, target_id: str, *, at: datetime) -> None:
    """Two who were one were on two lists: the earlier line stays."""
    for call in tx.weekly.open_of(target_id)[1:]:
        _end_task(tx, _ended(tx, call, CallState.CANCELED, "", "", by="merge", at=at), TaskState.CANCELED, at)


def require_call(tx: Tx, call_id: str) -> WeeklyCall:
    """Return one."""
    found = tx.weekly.get(call_id)
    if found is None:
        raise NotFoundError(f"there is no weekly call {call_id}")
    return found


def monday_of(day: date | None) -> date | None:
    """Raise `InvalidError` unless a week is named by its Monday."""
    if day is not None and day.weekday():
        raise InvalidError(f"{day.isoformat()} is no Monday; a week is named by its Monday", field="week")
    return day


def call_shapes(tx: Tx, calls: Sequence[WeeklyCall]) -> list[Shape]:
    """Lines of lists as the API shows them, with the customers' names and numbers."""
    customers = tx.customers.get_many([each.customer_id for each in calls])
    return [call_shape(each, customers) for each in calls]


def call_shape(call: WeeklyCall, customers: Mapping[str, Customer]) -> Shape:
    """A line of a list."""
    customer = customers.get(call.customer_id)
    points = customer.contact_points if customer else ()
    numbers = [each.value for each in points if each.kind is ContactPointKind.PHONE and each.state in _USABLE]
    return {
        "id": call.id,
        "version": call.version,
        "week": call.week.isoformat(),
        "agent_id": call.agent_id,
        "customer_id": call.customer_id,
        "customer_name": customer.name if customer else "",
        "phone": next(iter(numbers), ""),
        "is_dormant": customer is not None and customer.lifecycle == Pool.DORMANT,
        "place": call.place,
        "past_value": call.past_value,
        "task_id": call.task_id,
        "state": call.state.value,
        "result": call.result,
        "note": call.note,
        "created_at": time_shape(call.created_at),
        "expires_at": time_shape(call.expires_at),
        "ended_at": time_shape(call.ended_at),
        "ended_by": call.ended_by,
    }
