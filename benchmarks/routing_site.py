"""A routing domain of some size with an engine at work in it, each command and each decision timed."""

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from itertools import count
from time import perf_counter
from typing import Any

from hub.domain.agents import Agent, Capacity, Presence, PresenceState
from hub.domain.interactions import InteractionKind, Requirement
from hub.domain.plans import Plan
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import Offer, WorkItem
from hub.routing import Accept, Close, Command, Engine, Enqueue, OfferCreated, Refused
from hub.routing.matching import match as matching
from hub.services.assignment import collector

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND = InteractionKind.WEBCHAT
Needs = tuple[Requirement, ...]


class Site:
    """A routing domain of some size: agents in 1-10 of its queues with 5-30 of 200 skills, and waiting items."""

    def __init__(self, agents: int, queues: int, skills: int = 200, seed: int = 1) -> None:
        self.dice = random.Random(seed)
        self.skills = [f"skill-{number}" for number in range(skills)]
        self.queue_ids = [f"queue-{number:04}" for number in range(queues)]
        self.numbers = count(1)
        self.members: dict[str, list[QueueMember]] = {each: [] for each in self.queue_ids}
        self.agents = [self._agent(number) for number in range(agents)]

    def _agent(self, number: int) -> Agent:
        agent_id = f"agent-{number:05}"
        for queue_id in self.dice.sample(self.queue_ids, min(self.dice.randint(1, 10), len(self.queue_ids))):
            self.members[queue_id].append(QueueMember(agent_id=agent_id, rank=self.dice.randint(1, 3)))
        owned = self.dice.sample(self.skills, min(self.dice.randint(5, 30), len(self.skills)))
        return self.agent(agent_id, {each: self.dice.randint(1, 10) for each in owned}, number)

    def agent(self, agent_id: str, skills: dict[str, int], ticket: int) -> Agent:
        return Agent(
            id=agent_id,
            name=agent_id,
            skills=skills,
            capacity=Capacity(kinds={KIND: 1}, costs={KIND: 1}),
            presence=Presence(state=PresenceState.READY, since=START, ticket=ticket),
            created_at=START,
            updated_at=START,
        )

    def queues(self) -> list[Queue]:
        return [
            Queue(id=queue_id, name=queue_id, members=tuple(members), wrap_up_s={}, created_at=START, updated_at=START)
            for queue_id, members in self.members.items()
        ]

    def needs(self) -> Needs:
        """None, one or two skills; some are asked for far more often than others."""
        asked = {self.skills[int(len(self.skills) * self.dice.random() ** 3)] for _ in range(self.dice.randint(0, 2))}
        return tuple(Requirement(skill=each, level=self.dice.choice((1, 1, 3))) for each in sorted(asked))

    def item(
        self, at: datetime, queue_id: str | None = None, needs: Needs | None = None, plan_id: str | None = None
    ) -> WorkItem:
        item_id = f"item-{next(self.numbers):09}"
        return WorkItem(
            id=item_id,
            interaction_id=item_id,
            kind=KIND,
            queue_id=queue_id or self.dice.choice(self.queue_ids),
            priority=self.dice.choice((0, 0, 0, 1, 5)),
            requirements=self.needs() if needs is None else needs,
            plan_id=plan_id,
            queued_at=at,
            entered_at=at,
            state_at=at,
            created_at=at,
        )

    def waiting(self, number: int) -> list[WorkItem]:
        return [self.item(START - timedelta(seconds=number - place)) for place in range(number)]


class Stopwatch:
    """Seconds spent on decisions: which agent for an item, which item for an agent; the rest is bookkeeping."""

    def __init__(self) -> None:
        self.spent = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time the engine's two choices."""
        module: Any = matching
        choices = module.choose_item, module.choose_agents
        module.choose_item, module.choose_agents = [self._timed(each) for each in choices]
        try:
            yield
        finally:
            module.choose_item, module.choose_agents = choices

    def taken(self) -> float:
        """Return what was spent since the last time."""
        spent, self.spent = self.spent, 0.0
        return spent

    def _timed(self, choose: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(choose)
        def timed(*args: Any) -> Any:
            began = perf_counter()
            found = choose(*args)
            self.spent += perf_counter() - began
            return found

        return timed


class Run:
    """An engine at work. `events` are the seconds each command took in all, `decisions` what choosing took of that.

    Garbage is collected as in a serving hub: not while loading, what was there at first never, and little at a time.
    """

    def __init__(self, site: Site, items: list[WorkItem], plans: tuple[Plan, ...] = ()) -> None:
        ids = (f"offer-{number:09}" for number in count(1))
        collector.forget()
        gc.collect()
        collector.collect_in_small_steps()
        self.site = site
        self.now = START
        self.engine = Engine(now=START, new_id=lambda: next(ids))
        queues = site.queues()
        began = perf_counter()
        with collector.loading():
            made = self.engine.load(agents=site.agents, queues=queues, items=items, offers=(), plans=plans, now=START)
        self.load_s = perf_counter() - began
        self.offers = [each.offer for each in made if isinstance(each, OfferCreated)]
        self.serving: list[str] = []
        self.watch = Stopwatch()
        self.events: list[float] = []
        self.decisions: list[float] = []

    def tell(self, command: Command) -> float:
        """Carry a command out, and return how long it took."""
        began = perf_counter()
        made = self.engine.apply(command, self.now)
        took = perf_counter() - began
        self.offers.extend(each.offer for each in made if isinstance(each, OfferCreated))
        assert not any(isinstance(each, Refused) for each in made), made
        return took

    def timed(self, command: Accept | Close | Enqueue) -> float:
        """Carry out the next command of the day, and tidy up as an owner does who has nothing to do for a moment."""
        self.now += timedelta(milliseconds=1)
        took = self.tell(command)
        collector.tidy()
        self.events.append(took)
        spent = self.watch.taken()
        if spent:
            self.decisions.append(spent)
        return took

    def accept_all(self) -> None:
        """Let every agent take what is offered."""
        for offer in [self.offers.pop() for _ in range(len(self.offers))]:
            self.accept(offer)
        self.events.clear()
        gc.collect()
        gc.freeze()

    def accept(self, offer: Offer) -> float:
        self.serving.append(offer.work_item_id)
        return self.timed(Accept(offer_id=offer.id, agent_id=offer.agent_id, epoch=offer.epoch))

    def close(self) -> float:
        """An agent becomes free, and the first in line is offered."""
        place = self.site.dice.randrange(len(self.serving))
        self.serving[place], self.serving[-1] = self.serving[-1], self.serving[place]
        return self.timed(Close(item_id=self.serving.pop()))

    def mix(self, events: int) -> None:
        """Arrivals, accepts, and agents becoming free, in equal parts."""
        with self.watch.running():
            for number in range(events):
                if number % 2 or not self.serving:
                    self.timed(Enqueue(item=self.site.item(self.now)))
                else:
                    self.close()
                if self.offers:
                    self.accept(self.offers.pop())
