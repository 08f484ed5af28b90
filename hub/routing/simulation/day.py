"""One replication: contacts meet the real engine under a simulated clock."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush, merge
from itertools import count
from math import inf

from hub.domain.agents import Agent, Capacity, Presence
from hub.domain.interactions import Requirement
from hub.domain.plans import Plan
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import Offer, WorkItem
from hub.routing import (
    Abandon,
    Accept,
    Command,
    End,
    Engine,
    Enqueue,
    Login,
    Logout,
    OfferCreated,
    OfferEnded,
    OnOffers,
    Policy,
    SetNotReady,
    SetReady,
    Tick,
    Transition,
    UpsertAgent,
    UpsertPlan,
    UpsertQueue,
    WrapUp,
)
from hub.routing.simulation.model import DAY_S, Arrival, Group, Line, Scenario, Span

EPOCH = datetime(2026, 1, 5, tzinfo=UTC)
_UNITS = 100
_LONG_WRAP_S = 86_400
Deed = Callable[[float], None]
MakeEngine = Callable[[datetime, Policy, Callable[[], str]], Engine]


def real_engine(now: datetime, policy: Policy, new_id: Callable[[], str]) -> Engine:
    """The engine that the hub runs."""
    return Engine(now=now, policy=policy, new_id=new_id)


@dataclass(slots=True)
class Contact:
    """One contact on its way: `answered_s`, or `left_s` when the customer hung up; neither while it waits."""

    id: str
    arrival: Arrival
    answered_s: float = inf
    left_s: float = inf
    agent_id: str = ""

    @property
    def is_answered(self) -> bool:
        return self.answered_s < inf

    @property
    def has_left(self) -> bool:
        return self.left_s < inf

    @property
    def wait_s(self) -> float:
        """How long it waited until it was answered or the customer hung up."""
        return min(self.answered_s, self.left_s) - self.arrival.at_s


@dataclass(slots=True)
class Worker:
    """One agent's times: `staffed_s` at work or still with a contact in hand, `busy_s` of it with one in hand.

    They count from the end of the warm-up to the end of the day, though work goes on until nobody waits.
    """

    id: str
    group: Group
    in_hand: int = 0
    is_in: bool = False
    is_at_work: bool = False
    leaves: bool = False
    is_counted: bool = True
    staffed_s: float = 0.0
    busy_s: float = 0.0
    marked_s: float = 0.0
    idle_from_s: float = inf
    idle_periods: list[float] = field(default_factory=list)

    def mark(self, at_s: float) -> None:
        """Account for the time since the last mark."""
        passed, self.marked_s = at_s - self.marked_s, at_s
        if not self.is_counted:
            return
        if self.in_hand:
            self.busy_s += passed
        if self.in_hand or self.is_at_work:
            self.staffed_s += passed


@dataclass(frozen=True, slots=True)
class Day:
    """What happened, contact by contact in order of arrival, and how long each agent worked."""

    contacts: tuple[Contact, ...]
    workers: tuple[Worker, ...]


def live(scenario: Scenario, coming: Iterable[Iterable[Arrival]], make_engine: MakeEngine = real_engine) -> Day:
    """Let the contacts of these streams come; ends when all that can be served has been."""
    return _Floor(scenario, make_engine).run(merge(*coming, key=lambda each: each.at_s))


class _Floor:
    """The engine, the clock and what is planned, in order of time."""

    def __init__(self, scenario: Scenario, make_engine: MakeEngine) -> None:
        self._scenario = scenario
        self._serial = count(1)
        self._start = EPOCH + timedelta(seconds=scenario.start_s)
        self._engine = make_engine(self._start, scenario.policy, self._new_id)
        self._last = self._start + timedelta(seconds=scenario.length_s + DAY_S)
        self._waiting = 0
        self._at_s = 0.0
        self._now = self._start
        self._plans: list[tuple[float, int, Deed]] = []
        self._contacts: dict[str, Contact] = {}
        self._workers: dict[str, Worker] = {}
        self._planned = {each.name for each in scenario.lines if each.steps}
        self._needs = {
            each.name: tuple(Requirement(skill=skill, level=level) for skill, level in each.needs.items())
            for each in scenario.streams
        }

    def run(self, coming: Iterator[Arrival]) -> Day:
        self._open()
        for arrival in coming:
            self._live_until(arrival.at_s)
            self._arrive(arrival)
        self._live_until(inf)
        while self._waiting and (due := self._engine.next_deadline()) is not None and due <= self._last:
            self._pass_until((due - self._start) / timedelta(seconds=1))
            self._live_until(inf)
        return Day(tuple(self._contacts.values()), tuple(self._workers.values()))

    def _live_until(self, at_s: float) -> None:
        """Carry out what is planned before then; at the same moment a contact comes first."""
        while self._plans and self._plans[0][0] < at_s:
            planned_s, _, deed = heappop(self._plans)
            deed(planned_s)
        if at_s < inf:
            self._pass_until(at_s)

    # -- time

    def _plan(self, at_s: float, deed: Deed) -> None:
        heappush(self._plans, (at_s, next(self._serial), deed))

    def _pass_until(self, at_s: float) -> None:
        """Move the clock, with a tick at each of the engine's deadlines on the way."""
        now = self._start + timedelta(seconds=at_s)
        while (due := self._engine.next_deadline()) is not None and due <= now:
            self._at_s, self._now = (due - self._start) / timedelta(seconds=1), due
            self._take(self._engine.apply(Tick(), due))
        self._at_s, self._now = at_s, now

    def _tell(self, command: Command) -> None:
        self._take(self._engine.apply(command, self._now))

    def _take(self, transitions: list[Transition]) -> None:
        for each in transitions:
            if type(each) is OfferCreated:
                self._ring(each.offer)

    # -- contacts

    def _arrive(self, arrival: Arrival) -> None:
        stream, now = arrival.stream, self._now
        contact = Contact(f"{len(self._contacts):09}", arrival)
        self._contacts[contact.id] = contact
        if arrival.patience_s < inf:
            self._plan(arrival.at_s + arrival.patience_s, lambda at_s: self._hang_up(contact, at_s))
        item = WorkItem(
            id=contact.id,
            interaction_id=contact.id,
            kind=stream.kind,
            queue_id=stream.queue,
            plan_id=stream.queue if stream.queue in self._planned else None,
            priority=stream.priority,
            requirements=self._needs[stream.name],
            queued_at=now,
            entered_at=now,
            state_at=now,
            created_at=now,
        )
        self._waiting += 1
        self._tell(Enqueue(item=item))

    def _ring(self, offer: Offer) -> None:
        worker, contact = self._workers[offer.agent_id], self._contacts[offer.work_item_id]
        if worker.group.answer_s > 0:
            self._plan(self._at_s + worker.group.answer_s, lambda at_s: self._pick_up(offer, contact, worker, at_s))
        else:
            self._answer(offer, contact, worker)

    def _pick_up(self, offer: Offer, contact: Contact, worker: Worker, at_s: float) -> None:
        self._pass_until(at_s)
        self._answer(offer, contact, worker)

    def _answer(self, offer: Offer, contact: Contact, worker: Worker) -> None:
        done = self._engine.apply(Accept(offer_id=offer.id, agent_id=offer.agent_id), self._now)
        if not any(type(each) is OfferEnded and each.offer.id == offer.id for each in done):
            return  # the customer hung up while it rang
        contact.answered_s, contact.agent_id = self._at_s, worker.id
        self._waiting -= 1
        worker.mark(self._at_s)
        if worker.in_hand == 0:
            worker.idle_periods.append(self._at_s - worker.idle_from_s)
        worker.in_hand += 1
        self._plan(self._at_s + contact.arrival.handling_s, lambda at_s: self._end(contact, worker, at_s))
        self._take(done)

    def _end(self, contact: Contact, worker: Worker, at_s: float) -> None:
        self._pass_until(at_s)
        if contact.arrival.stream.wrap_up is None:
            self._release(worker)
            self._tell(End(item_id=contact.id))
            self._let_go(worker)
        else:
            self._tell(End(item_id=contact.id))
            self._plan(at_s + contact.arrival.wrap_up_s, lambda at_s: self._wrapped_up(contact, worker, at_s))

    def _wrapped_up(self, contact: Contact, worker: Worker, at_s: float) -> None:
        self._pass_until(at_s)
        self._release(worker)
        self._tell(WrapUp(item_id=contact.id, disposition="done"))
        self._let_go(worker)

    def _release(self, worker: Worker) -> None:
        worker.mark(self._at_s)
        worker.in_hand -= 1
        if worker.in_hand == 0:
            worker.idle_from_s = self._at_s

    def _hang_up(self, contact: Contact, at_s: float) -> None:
        if not contact.is_answered:
            self._pass_until(at_s)
            contact.left_s = at_s
            self._waiting -= 1
            self._tell(Abandon(item_id=contact.id))

    # -- agents

    def _open(self) -> None:
        members: dict[str, dict[str, int]] = {each.queue: {} for each in self._scenario.streams}
        for group in self._scenario.groups:
            for number in range(1, group.count + 1):
                worker = Worker(f"{group.name}-{number:04}", group)
                self._workers[worker.id] = worker
                self._tell(UpsertAgent(agent=_agent(worker, self._start)))
                for queue, rank in group.queues.items():
                    members.setdefault(queue, {})[worker.id] = rank
        lines = {each.name: each for each in self._scenario.lines}
        for name, ranks in members.items():
            line = lines.get(name, Line(name=name))
            if line.steps:
                self._tell(UpsertPlan(plan=_plan(line, self._start)))
            self._tell(UpsertQueue(queue=_queue(line, ranks, self._scenario, self._start)))
        for worker in self._workers.values():
            self._roster(worker)
        if self._scenario.warm_up_s > 0:
            self._plan(self._scenario.warm_up_s, self._start_counting)
        self._plan(self._scenario.length_s, self._stop_counting)

    def _roster(self, worker: Worker) -> None:
        shift = worker.group.shift or Span(start_s=0, end_s=inf)
        if shift.start_s > 0:
            self._plan(shift.start_s, lambda at_s: self._begin(worker, at_s))
        else:
            self._begin(worker, 0.0)
        for pause in worker.group.breaks:
            self._plan(pause.start_s, lambda at_s: self._break(worker, at_s))
            self._plan(pause.end_s, lambda at_s: self._resume(worker, at_s))
        if shift.end_s < inf:
            self._plan(shift.end_s, lambda at_s: self._leave(worker, at_s))

    def _begin(self, worker: Worker, at_s: float) -> None:
        self._pass_until(at_s)
        worker.is_in = True
        self._tell(Login(agent_id=worker.id))
        self._resume(worker, at_s)

    def _resume(self, worker: Worker, at_s: float) -> None:
        if not worker.is_in or worker.leaves:
            return
        self._pass_until(at_s)
        worker.mark(at_s)
        worker.is_at_work = True
        worker.idle_from_s = at_s
        self._tell(SetReady(agent_id=worker.id))

    def _break(self, worker: Worker, at_s: float) -> None:
        """Work in hand, and what rings, is finished first."""
        if not worker.is_in or worker.leaves:
            return
        self._pass_until(at_s)
        worker.mark(at_s)
        worker.is_at_work = False
        self._tell(SetNotReady(agent_id=worker.id, reason="break", offers=OnOffers.AFTER))

    def _leave(self, worker: Worker, at_s: float) -> None:
        self._break(worker, at_s)
        worker.leaves = True
        self._let_go(worker)

    def _let_go(self, worker: Worker) -> None:
        if worker.leaves and worker.is_in and worker.in_hand == 0:
            worker.is_in = False
            self._tell(Logout(agent_id=worker.id))

    def _start_counting(self, at_s: float) -> None:
        for worker in self._workers.values():
            worker.mark(at_s)
            worker.busy_s = worker.staffed_s = 0.0

    def _stop_counting(self, at_s: float) -> None:
        for worker in self._workers.values():
            worker.mark(at_s)
            worker.is_counted = False

    def _new_id(self) -> str:
        return f"offer-{next(self._serial):09}"


def _agent(worker: Worker, now: datetime) -> Agent:
    at_once = worker.group.at_once
    return Agent(
        id=worker.id,
        name=worker.id,
        skills=dict(worker.group.skills),
        capacity=Capacity(
            units=_UNITS,
            kinds={kind.value: most for kind, most in at_once.items()},
            costs={kind.value: _UNITS // most for kind, most in at_once.items()},
        ),
        presence=Presence(since=now),
        created_at=now,
        updated_at=now,
    )


def _plan(line: Line, now: datetime) -> Plan:
    return Plan(id=line.name, name=line.name, steps=line.steps, created_at=now, updated_at=now)


def _queue(line: Line, ranks: dict[str, int], scenario: Scenario, now: datetime) -> Queue:
    wraps = {each.kind.value for each in scenario.streams if each.queue == line.name and each.wrap_up is not None}
    return Queue(
        id=line.name,
        name=line.name,
        members=tuple(QueueMember(agent_id=agent_id, rank=rank) for agent_id, rank in ranks.items()),
        strategy=line.strategy,
        plan_id=line.name if line.steps else None,
        wrap_up_s=dict.fromkeys(wraps, _LONG_WRAP_S),
        created_at=now,
        updated_at=now,
    )
