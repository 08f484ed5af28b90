"""One day in court: an engine told commands at moved times, and the judge who watches every one of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from hub.domain.agents import Agent
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.queues import Queue
from hub.domain.work import Offer, WorkItem
from hub.routing import (
    Accept,
    Command,
    Engine,
    Enqueue,
    Login,
    Policy,
    Refused,
    SetReady,
    StartOutbound,
    Tick,
    Transfer,
    Transition,
    UpsertAgent,
    UpsertPlan,
    UpsertProfile,
    UpsertQueue,
)
from tests.unit.routing.judge.judge import Judge
from tests.unit.routing.judge.rows import Rows
from tests.unit.routing.judge.world import START, World


class MakesEngine(Protocol):
    """The engine's class, or a bent one."""

    def __call__(self, *, now: datetime, policy: Policy | None, new_id: Callable[[], str]) -> Engine: ...


class Trial:
    """Starts with the world's settings told; `tell` and `wait` are everything that can happen."""

    def __init__(self, world: World, engine: MakesEngine = Engine) -> None:
        self._make = engine
        self._ids = (f"offer-{number:06}" for number in count(1))
        self.policy = world.policy
        self.now = START
        self.engine = self._new_engine()
        self.judge = Judge(Rows(policy=world.policy, now=START))
        self.told: list[Command] = []
        for command in _settings(world.plans, world.profiles, world.queues, world.agents):
            self.tell(command)

    def _new_engine(self) -> Engine:
        return self._make(now=self.now, policy=self.policy, new_id=lambda: next(self._ids))

    @property
    def rows(self) -> Rows:
        return self.judge.rows

    def tell(self, command: Command) -> list[Transition]:
        """Carry a command out and have it judged."""
        transitions = self.engine.apply(command, self.now)
        self.rows.now = self.now
        self.judge.watch(self.engine, command, transitions)
        self.told.append(command)
        return transitions

    def refusal(self, command: Command) -> str | None:
        return next((each.reason.value for each in self.tell(command) if isinstance(each, Refused)), None)

    def wait(self, seconds: float) -> None:
        """Let time pass as an owner would: woken at each deadline, and once at the end."""
        until = self.now + timedelta(seconds=seconds)
        while (deadline := self.engine.next_deadline()) is not None and deadline <= until:
            self.now = max(deadline, self.now)
            self.tell(Tick())
        self.now = until
        self.tell(Tick())

    def ready(self, *agent_ids: str) -> None:
        for agent_id in agent_ids:
            self.tell(Login(agent_id=agent_id))
            self.tell(SetReady(agent_id=agent_id))

    def arrive(self, item: WorkItem) -> None:
        self.tell(Enqueue(item=item))

    def offer(self, item_id: str) -> Offer:
        return self.rows.offers_for(item_id)[0]

    def accept(self, item_id: str) -> None:
        offer = self.offer(item_id)
        self.tell(Accept(offer_id=offer.id, agent_id=offer.agent_id, epoch=offer.epoch))

    def crash(self) -> None:
        """The process is killed; another builds its engine from the rows, and goes on."""
        self.engine, transitions = self.succeed()
        self.judge.settled.shows_since = dict.fromkeys(self.rows.agents, self.now)
        self.judge.watch(self.engine, Tick(), transitions)
        self.told = [each for each in self.told if not self._is_over(each)]

    def _is_over(self, command: Command) -> bool:
        """Whether it brings in what has ended: who asks an engine that did not live then looks into the store first."""
        made = command.item if isinstance(command, Enqueue | StartOutbound) else None
        made = command.new_item if isinstance(command, Transfer) else made
        return made is not None and made.id in self.rows.items and made.id not in self.rows.live

    def succeed(self) -> tuple[Engine, list[Transition]]:
        """An engine that takes over from the rows, and what it decides at once."""
        heir = self._new_engine()
        return heir, self._load(heir)

    def _load(self, engine: Engine) -> list[Transition]:
        rows = self.rows
        return engine.load(
            agents=list(rows.agents.values()),
            queues=list(rows.queues.values()),
            items=list(rows.live.values()),
            offers=list(rows.pending.values()),
            plans=list(rows.plans.values()),
            profiles=list(rows.profiles.values()),
            now=self.now,
        )


def _settings(
    plans: tuple[Plan, ...], profiles: tuple[RoutingProfile, ...], queues: tuple[Queue, ...], agents: tuple[Agent, ...]
) -> list[Command]:
    return [
        *(UpsertPlan(plan=each) for each in plans),
        *(UpsertProfile(profile=each) for each in profiles),
        *(UpsertQueue(queue=each) for each in queues),
        *(UpsertAgent(agent=each) for each in agents),
    ]
