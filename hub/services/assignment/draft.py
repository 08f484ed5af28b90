"""What an owner has decided and not stored yet: while one commit is under way, decisions gather for the next."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.domain.journal import Stand, Step
from hub.errors import ConflictError, HubError
from hub.ports.repositories import Tx
from hub.routing import ItemChanged, Transition, net_effect
from hub.services.assignment.floor import Floor
from hub.services.assignment.rows import Decided
from hub.services.assignment.stored import as_result
from hub.services.assignment.values import Ask
from hub.services.reports.journal import Minutes
from hub.services.shapes import Shape

MOST_ASKS = 256
_MOST_CHANGES = 1_000


@dataclass(kw_only=True, eq=False)
class Pending:
    """An ask that waits for its commit; `command_id` is set when another process stored it.

    `doomed` is an error known before anything is tried; `failed` asks were part of a batch that could not be stored.
    """

    ask: Ask
    since: float
    answer: "asyncio.Future[Shape]"
    command_id: str | None = None
    result: Shape = field(default_factory=dict)
    error: HubError | None = None
    touched: frozenset[str] = frozenset()
    doomed: HubError | None = None
    failed: bool = False


class Draft:
    """The decisions of one commit to come, in order. Nobody is told of them before it."""

    def __init__(self) -> None:
        """Begin with none."""
        self.batch: list[Pending] = []
        self.made: list[Transition] = []
        self.interactions: set[str] = set()
        self._notes: list[Callable[[Tx], None]] = []
        self._steps: list[Step] = []
        self._stands: list[Stand] = []

    def take(
        self,
        batch: Sequence[Pending],
        made: Sequence[Transition],
        notes: Sequence[Callable[[Tx], None]],
        told: Minutes,
    ) -> None:
        """Add what was decided now."""
        self.batch += batch
        self.made += made
        self.interactions.update(each.item.interaction_id for each in made if isinstance(each, ItemChanged))
        self._notes += notes
        self._steps += told.steps
        self._stands += told.stands

    @property
    def is_full(self) -> bool:
        """Whether what comes next should wait for another commit."""
        return len(self.batch) >= MOST_ASKS or len(self.made) >= _MOST_CHANGES

    def decided(self, floor: Floor, at: datetime) -> Decided | None:
        """Return what is to be written; None when that is nothing."""
        finished = {each.command_id: as_result(each.result, each.error) for each in self.batch if each.command_id}
        effect = net_effect(self.made)
        told = Minutes(steps=self._steps, stands=self._stands)
        offers = effect.new_offers or effect.acked_offers or effect.ended_offers
        if not (effect.items or offers or effect.presences or told or finished or self._notes):
            return None
        return Decided(
            effect=effect,
            agents={each.agent_id: floor.view(each.agent_id) for each in effect.presences},
            queue_names=floor.queue_names,
            finished=finished,
            notes=self._notes,
            told=told,
            at=at,
        )

    def answer(self, lost: Collection[str]) -> None:
        """Tell those who asked, once it is stored; `lost` are the work items that somebody else had changed."""
        for each in self.batch:
            if each.answer.done():
                continue
            if each.error is None and not each.touched.isdisjoint(lost):
                each.error = ConflictError("somebody else changed this at the same moment; look again")
            if each.error is not None:
                each.answer.set_exception(each.error)
            else:
                each.answer.set_result(each.result)
