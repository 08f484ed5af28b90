"""The engine with what asks need beside it: which leg an interaction has, names, loads."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from hub.domain.agents import Agent
from hub.domain.queues import Queue
from hub.domain.work import LegRole, Offer, WorkItem
from hub.routing import Command, Engine, ItemChanged, Policy, Transition, UpsertAgent, UpsertQueue
from hub.services.assignment_rows import AgentView, DomainRows
from hub.services.shapes import AgentLoad


class Floor:
    """One routing domain in memory."""

    def __init__(self, rows: DomainRows, policy: Policy, now: datetime) -> None:
        """Build from stored rows; `first` are the transitions that the rebuild itself made."""
        self.engine = Engine(now=now, policy=policy)
        self._leg_of = {each.interaction_id: each.id for each in rows.items if each.role is LegRole.MAIN}
        self.queue_names = {each.id: each.name for each in rows.queues}
        unknown = set(rows.unjournalled)
        self.unjournalled = [each for each in rows.items if each.id in unknown]
        self.first = self._noted(
            self.engine.load(agents=rows.agents, queues=rows.queues, items=rows.items, offers=rows.offers, now=now)
        )

    def apply(self, command: Command, now: datetime) -> list[Transition]:
        """Carry out a command."""
        return self._noted(self.engine.apply(command, now))

    def adopt(
        self, items: Sequence[WorkItem], offers: Iterable[Offer], now: datetime, *, gone: Iterable[str] = ()
    ) -> list[Transition]:
        """Take legs as they are stored."""
        for item in items:
            if item.role is LegRole.MAIN:
                self._leg_of[item.interaction_id] = item.id
        return self._noted(self.engine.reload(items=items, gone=gone, offers=offers, now=now))

    def set_up(self, agents: Iterable[Agent], queues: Iterable[Queue], now: datetime) -> list[Transition]:
        """Take agents and queues as they are stored, except for presence."""
        made: list[Transition] = []
        for queue in queues:
            self.queue_names[queue.id] = queue.name
            made += self.apply(UpsertQueue(queue=queue), now)
        for agent in agents:
            made += self.apply(UpsertAgent(agent=agent), now)
        return made

    def leg(self, interaction_id: str) -> WorkItem | None:
        """The live main leg of an interaction."""
        return self.engine.item(self._leg_of.get(interaction_id, ""))

    def view(self, agent_id: str) -> AgentView:
        """What an agent's event shows."""
        used, by_kind = self.engine.load_of(agent_id)
        return AgentView(load=AgentLoad(units_used=used, by_kind=by_kind), queue_ids=self.engine.queue_ids_of(agent_id))

    def _noted(self, transitions: list[Transition]) -> list[Transition]:
        for each in transitions:
            if not isinstance(each, ItemChanged):
                continue
            item = each.item
            if item.role is not LegRole.MAIN:
                continue
            if not item.state.is_terminal:
                self._leg_of[item.interaction_id] = item.id
            elif self._leg_of.get(item.interaction_id) == item.id:
                del self._leg_of[item.interaction_id]
        return transitions
