"""The engine with what asks need beside it: which leg an interaction has, names, loads."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from hub.domain.work import LegRole, Offer, WorkItem, WorkItemState
from hub.routing import Command, Engine, ItemChanged, Policy, Transition
from hub.services.assignment.rows import AgentView, DomainRows
from hub.services.assignment.setup import SetUp
from hub.services.shapes import AgentLoad

K = TypeVar("K")


class Floor:
    """One routing domain in memory."""

    def __init__(self, rows: DomainRows, policy: Policy, now: datetime) -> None:
        """Build from stored rows; `first` are the transitions that the rebuild itself made."""
        self.engine = Engine(now=now, policy=policy)
        self._leg_of: dict[str, str] = {}
        self._side_of: dict[str, str] = {}
        self._wrapping_of: dict[tuple[str, str], str] = {}
        self._callback_of: dict[tuple[str | None, str], str] = {}
        for item in rows.items:
            self._remember(item)
        set_up = rows.set_up
        self.queue_names = {each.id: each.name for each in set_up.queues}
        unknown = set(rows.unjournalled)
        self.unjournalled = [each for each in rows.items if each.id in unknown]
        self.first = self._noted(
            self.engine.load(
                agents=set_up.agents,
                queues=set_up.queues,
                plans=set_up.plans,
                profiles=set_up.profiles,
                items=rows.items,
                offers=rows.offers,
                now=now,
            )
        )

    def apply(self, command: Command, now: datetime) -> list[Transition]:
        """Carry out a command."""
        return self._noted(self.engine.apply(command, now))

    def adopt(
        self, items: Sequence[WorkItem], offers: Iterable[Offer], now: datetime, *, gone: Iterable[str] = ()
    ) -> list[Transition]:
        """Take legs as they are stored."""
        for item in items:
            self._remember(item)
        return self._noted(self.engine.reload(items=items, gone=gone, offers=offers, now=now))

    def set_up(self, rows: SetUp, now: datetime) -> list[Transition]:
        """Take what is configured as it is stored; agents' presence stays as it is here."""
        self.queue_names |= {each.id: each.name for each in rows.queues}
        return [each for command in rows.commands() for each in self.apply(command, now)]

    def leg(self, interaction_id: str) -> WorkItem | None:
        """The live main leg of an interaction."""
        return self.engine.item(self._leg_of.get(interaction_id, ""))

    def side_leg(self, interaction_id: str) -> WorkItem | None:
        """The live leg beside it: a transfer or a consultation under way."""
        return self.engine.item(self._side_of.get(interaction_id, ""))

    def wrapping_leg(self, interaction_id: str, agent_id: str) -> WorkItem | None:
        """The leg that an agent wraps up after having handed the contact over."""
        return self.engine.item(self._wrapping_of.get((interaction_id, agent_id), ""))

    def callback(self, queue_id: str | None, number: str) -> WorkItem | None:
        """The open callback to a number for a queue."""
        return self.engine.item(self._callback_of.get((queue_id, number), ""))

    def view(self, agent_id: str) -> AgentView:
        """What an agent's event shows."""
        used, by_kind = self.engine.load_of(agent_id)
        return AgentView(load=AgentLoad(units_used=used, by_kind=by_kind), queue_ids=self.engine.queue_ids_of(agent_id))

    def _noted(self, transitions: list[Transition]) -> list[Transition]:
        for each in transitions:
            if isinstance(each, ItemChanged):
                self._remember(each.item)
        return transitions

    def _remember(self, item: WorkItem) -> None:
        is_main, is_over = item.role is LegRole.MAIN, item.state.is_terminal
        is_beside = not (is_main or is_over) and item.state is not WorkItemState.WRAPPING
        _keep(self._leg_of, item.interaction_id, item.id, is_so=is_main and not is_over)
        _keep(self._side_of, item.interaction_id, item.id, is_so=is_beside)
        if item.agent_id is not None:
            key, wraps = (item.interaction_id, item.agent_id), item.state is WorkItemState.WRAPPING
            _keep(self._wrapping_of, key, item.id, is_so=wraps and not is_main)
        if item.callback is not None:
            _keep(self._callback_of, (item.queue_id, item.callback.number), item.id, is_so=not is_over)


def _keep(index: dict[K, str], key: K, item_id: str, *, is_so: bool) -> None:
    """Note what is so; what is not so any more is forgotten only where it was noted."""
    if is_so:
        index[key] = item_id
    elif index.get(key) == item_id:
        del index[key]
