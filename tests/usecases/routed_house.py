"""A house with agents and a queue, whose routing is asked as the hub's other parts ask it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from typing_extensions import override

from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.events import SUPERVISORS, EventType, NewEvent
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import Offer, WorkItem
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import RoutingNews
from hub.routing import Policy
from hub.services.assignment.router import Assignment
from hub.services.shapes import interaction_shape

T = TypeVar("T")
PATIENCE_S = 15.0


class MovableClock(Clock):
    """Real time with a push."""

    def __init__(self, real: Clock) -> None:
        self._real = real
        self._push = timedelta()

    @override
    def now(self) -> datetime:
        return self._real.now() + self._push

    @override
    def monotonic(self) -> float:
        return self._real.monotonic()

    def push(self, **by: float) -> None:
        """Let time pass at once."""
        self._push += timedelta(**by)


class House:
    """A queue `sales` and what happens in it."""

    def __init__(self, database: Database, clock: MovableClock) -> None:
        self.database = database
        self.clock = clock
        self.routers: list[Assignment] = []
        self.news: list[RoutingNews] = []
        self.queue_id = ""

    async def employ(self, *names: str, **queue: Any) -> list[str]:
        """Make agents, and the queue that all of them serve; return the agents' ids."""
        now = self.clock.now()
        agents = [
            Agent(id=new_id(), name=name, presence=Presence(since=now), created_at=now, updated_at=now)
            for name in names
        ]
        self.queue_id = new_id()
        members = tuple(QueueMember(agent_id=agent.id) for agent in agents)
        plain = Queue(id=self.queue_id, name="sales", members=members, wrap_up_s={}, created_at=now, updated_at=now)

        def work(tx: Tx) -> None:
            for agent in agents:
                tx.agents.add(agent)
            tx.queues.add(replace(plain, **queue))

        await self.database.write(work)
        return [agent.id for agent in agents]

    def router(self, name: str | None = None, *, clock: Clock | None = None) -> Assignment:
        """Begin to route, as one process does."""
        router = Assignment(database=self.database, clock=clock or self.clock, policy=Policy(), name=name)
        router.listen(self._heard)
        self.routers.append(router)
        router.start()
        return router

    async def _heard(self, news: RoutingNews) -> None:
        self.news.append(news)

    async def stop(self) -> None:
        for router in self.routers:
            await router.stop()

    async def arrive(self, *, kind: str = "sms", tell: bool = True, **item: Any) -> str:
        """Commit a contact that waits, as intake does; return the interaction's id."""
        now = self.clock.now()
        interaction = Interaction(
            id=new_id(),
            channel=kind,
            kind=InteractionKind(kind),
            state=InteractionState.WAITING,
            queue_id=self.queue_id,
            created_at=now,
            updated_at=now,
            last_customer_at=now,
        )
        leg = WorkItem(
            id=new_id(),
            interaction_id=interaction.id,
            kind=interaction.kind,
            queue_id=self.queue_id,
            queued_at=now,
            state_at=now,
            created_at=now,
        )
        leg = replace(leg, **item)
        interaction = replace(interaction, work_item_id=leg.id, priority=leg.priority)

        def work(tx: Tx) -> None:
            tx.interactions.add(interaction)
            tx.work_items.add(leg)
            self._event(tx, interaction, EventType.INTERACTION_CREATED)

        await self.database.write(work)
        if tell:
            for router in self.routers:
                router.hint(interaction.id)
        return interaction.id

    async def customer_writes(self, interaction_id: str) -> None:
        """Commit that the customer wrote again, as intake does."""

        def work(tx: Tx) -> None:
            interaction = tx.interactions.get(interaction_id)
            assert interaction is not None
            after = replace(interaction, version=interaction.version + 1, last_customer_at=self.clock.now())
            tx.interactions.update(after, interaction.version)
            data: dict[str, object] = {"direction": "in", "interaction_id": interaction_id}
            event = NewEvent(
                type=EventType.MESSAGE_CREATED,
                data=data,
                subject_id=interaction_id,
                audience=(SUPERVISORS,),
                at=self.clock.now(),
            )
            tx.events.add(event)

        await self.database.write(work)

    def _event(self, tx: Tx, interaction: Interaction, type_: EventType) -> None:
        shape = interaction_shape(interaction)
        tx.events.add(
            NewEvent(type=type_, data=shape, subject_id=interaction.id, audience=(SUPERVISORS,), at=datetime.now(UTC))
        )

    async def until(self, look: Callable[[Tx], T | None]) -> T:
        """Wait until `look` finds something in the database."""
        deadline = self.clock.monotonic() + PATIENCE_S
        while True:
            found = await self.database.read(look)
            if found:
                return found
            assert self.clock.monotonic() < deadline, "it did not happen"
            newest = await self.database.read(lambda tx: tx.events.newest())
            await self.database.wait_for_events(newest, 0.05)

    async def offered(self, interaction_id: str, agent_id: str | None = None) -> Offer:
        """Wait until the interaction is offered (to this agent)."""

        def look(tx: Tx) -> Offer | None:
            made = tx.offers.of_interaction(interaction_id)
            pending = [each for each in made if each.state == "pending" and agent_id in (None, each.agent_id)]
            return pending[0] if pending else None

        return await self.until(look)

    async def becomes(self, interaction_id: str, state: str) -> Interaction:
        """Wait until the log shows the interaction in a state."""

        def look(tx: Tx) -> Interaction | None:
            interaction = tx.interactions.get(interaction_id)
            return interaction if interaction and interaction.state == state else None

        return await self.until(look)

    async def ready(self, router: Assignment, *agent_ids: str) -> None:
        for agent_id in agent_ids:
            await router.set_presence(agent_id, PresenceState.READY, by=agent_id)

    async def accepted(self, router: Assignment, agent_id: str, **arrival: Any) -> str:
        """Let a contact arrive and the agent take it."""
        interaction_id = await self.arrive(**arrival)
        offer = await self.offered(interaction_id, agent_id)
        await router.accept(offer.id, agent_id)
        return interaction_id

    async def leg(self, interaction_id: str) -> WorkItem | None:
        return await self.database.read(lambda tx: tx.work_items.live_of(interaction_id))

    async def interaction(self, interaction_id: str) -> Interaction:
        found = await self.database.read(lambda tx: tx.interactions.get(interaction_id))
        assert found is not None
        return found
