"""A small floor of agents around an engine, with a store that takes its transitions by compare-and-set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hub.domain.agents import Agent, Capacity, Presence, PresenceState
from hub.domain.interactions import InteractionKind, Requirement
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import Offer, WorkItem, WorkItemState
from hub.routing import (
    Accept,
    Command,
    Engine,
    Enqueue,
    ItemChanged,
    Login,
    OfferCreated,
    OfferEnded,
    Policy,
    PresenceChanged,
    Refused,
    SetReady,
    Tick,
    Transition,
    UpsertAgent,
    UpsertQueue,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KINDS = {"phone": 1, "sms": 3, "email": 3, "webchat": 2}


def an_agent(agent_id: str, *, skills: dict[str, int] | None = None, kinds: dict[str, int] | None = None) -> Agent:
    """Make an agent who takes one call or a few texts, mails and chats."""
    capacity = Capacity(kinds=kinds or KINDS, costs=dict.fromkeys(KINDS, 1))
    return Agent(
        id=agent_id,
        name=agent_id,
        skills=skills or {},
        capacity=capacity,
        presence=Presence(since=START),
        created_at=START,
        updated_at=START,
    )


def a_queue(queue_id: str, members: dict[str, int], *, wrap_s: int = 30, offer_s: int = 20) -> Queue:
    """Make a queue with members by rank; calls have wrap-up."""
    return Queue(
        id=queue_id,
        name=queue_id,
        members=tuple(QueueMember(agent_id=agent_id, rank=rank) for agent_id, rank in members.items()),
        offer_timeout_s=dict.fromkeys(KINDS, offer_s),
        wrap_up_s={"phone": wrap_s},
        created_at=START,
        updated_at=START,
    )


class Store:
    """What a database would hold after the transitions, refusing what does not fit."""

    def __init__(self) -> None:
        self.items: dict[str, WorkItem] = {}
        self.offers: dict[str, Offer] = {}
        self.presences: dict[str, Presence] = {}

    def write(self, transition: Transition) -> None:
        match transition:
            case ItemChanged(item=item):
                before = self.items.get(item.id)
                assert (before.state if before else None) == transition.state_before
                assert (before.epoch if before else item.epoch) == transition.epoch_before
                assert before is None or not before.state.is_terminal
                self.items[item.id] = item
            case OfferCreated(offer=offer):
                assert offer.id not in self.offers
                self.offers[offer.id] = offer
            case OfferEnded(offer=offer):
                assert self.offers[offer.id].state == "pending"
                self.offers[offer.id] = offer
            case PresenceChanged(agent_id=agent_id, presence=presence):
                self.presences[agent_id] = presence
            case Refused():
                pass


class Floor:
    """An engine, a clock moved by hand, and the store behind it."""

    def __init__(self, policy: Policy | None = None) -> None:
        self.ids = (f"offer-{number:06}" for number in count(1))
        self.now = START
        self.engine = Engine(now=START, policy=policy, new_id=self._next_id)
        self.store = Store()
        self.agents: dict[str, Agent] = {}
        self.queues: dict[str, Queue] = {}

    def _next_id(self) -> str:
        return next(self.ids)

    def tell(self, command: Command) -> list[Transition]:
        transitions = self.engine.apply(command, self.now)
        for each in transitions:
            self.store.write(each)
        return transitions

    def refusal(self, command: Command) -> str | None:
        """Carry out, and return the reason when it was refused."""
        return next((each.reason.value for each in self.tell(command) if isinstance(each, Refused)), None)

    def wait(self, seconds: float) -> list[Transition]:
        """Let time pass as an owner would: a tick at each deadline, and one at the end."""
        return list(self._ticks(self.now + timedelta(seconds=seconds)))

    def _ticks(self, until: datetime) -> Iterator[Transition]:
        while (deadline := self.engine.next_deadline()) is not None and deadline <= until:
            self.now = max(self.now, deadline)
            yield from self.tell(Tick())
        self.now = until
        yield from self.tell(Tick())

    def hire(self, *agents: Agent) -> None:
        for agent in agents:
            self.agents[agent.id] = agent
            self.tell(UpsertAgent(agent=agent))

    def open(self, *queues: Queue) -> None:
        for queue in queues:
            self.queues[queue.id] = queue
            self.tell(UpsertQueue(queue=queue))

    def ready(self, *agent_ids: str) -> None:
        for agent_id in agent_ids:
            self.tell(Login(agent_id=agent_id))
            self.tell(SetReady(agent_id=agent_id))

    def item(self, item_id: str, queue_id: str | None = "sales", kind: str = "phone", **fields: Any) -> WorkItem:
        """Make a work item that arrives now."""
        needs: dict[str, int] = fields.pop("needs", {})
        made = WorkItem(
            id=item_id,
            interaction_id=f"of-{item_id}",
            kind=InteractionKind(kind),
            queue_id=queue_id,
            requirements=tuple(Requirement(skill=skill, level=level) for skill, level in needs.items()),
            queued_at=self.now,
            state_at=self.now,
            created_at=self.now,
        )
        return replace(made, **fields)

    def arrive(self, item_id: str, queue_id: str | None = "sales", kind: str = "phone", **fields: Any) -> WorkItem:
        """Enqueue an item that arrives now."""
        item = self.item(item_id, queue_id, kind, **fields)
        self.tell(Enqueue(item=item))
        return item

    def state(self, item_id: str) -> WorkItemState:
        return self.store.items[item_id].state

    def row(self, item_id: str) -> WorkItem:
        return self.store.items[item_id]

    def presence(self, agent_id: str) -> PresenceState:
        return self.store.presences[agent_id].state

    def offer(self, item_id: str) -> Offer:
        """The pending offer of an item."""
        return next(self._pending(item_id))

    def offered_to(self, item_id: str) -> str | None:
        """Whom the item is offered to now."""
        return next((each.agent_id for each in self._pending(item_id)), None)

    def _pending(self, item_id: str) -> Iterator[Offer]:
        offers = self.store.offers.values()
        return (each for each in offers if each.work_item_id == item_id and each.state == "pending")

    def presence_of(self, agent_id: str) -> Presence:
        """The agent's presence as it is now."""
        agent = self.engine.agent(agent_id)
        assert agent is not None
        return agent.presence

    def accept(self, item_id: str) -> list[Transition]:
        """Let the agent who has the offer take it."""
        offer = self.offer(item_id)
        return self.tell(Accept(offer_id=offer.id, agent_id=offer.agent_id, epoch=offer.epoch))


def a_team(*agent_ids: str, policy: Policy | None = None, wrap_s: int = 30) -> Floor:
    """Make a floor with one queue, `sales`, whose agents are ready in this order."""
    floor = Floor(policy)
    floor.hire(*(an_agent(each) for each in agent_ids))
    floor.open(a_queue("sales", dict.fromkeys(agent_ids, 1), wrap_s=wrap_s))
    floor.ready(*agent_ids)
    return floor
