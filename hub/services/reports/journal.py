"""What a round of routing writes into the journal: every step in order, not only what it came to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hub.domain.agents import Agent, Presence
from hub.domain.ids import new_id
from hub.domain.journal import Stand, Step
from hub.domain.work import Offer, OfferState, WorkItem, WorkItemState
from hub.ports.repositories import Tx
from hub.routing import Engine, ItemChanged, OfferEnded, PresenceChanged, Transition

ENTERED = "entered"
_UNKNOWN_COST = 1
_FORECAST_EVERY = timedelta(seconds=5)  # an estimate looks at all agents: a sample is enough to know its error


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """The lines of one commit."""

    steps: Sequence[Step] = ()
    stands: Sequence[Stand] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.steps or self.stands)


class Clerk:
    """Writes down what one engine decides; a sample of those who enter gets the wait that was predicted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._forecast_at: datetime | None = None

    def minutes(self, transitions: Iterable[Transition], adopted: Iterable[WorkItem], *, at: datetime) -> Minutes:
        """Write down what happened until `at`, after the entry of legs that others have made (`adopted`)."""
        engine = self._engine
        steps = [self._entry(each, at) for each in adopted]
        stands: list[Stand] = []
        happened = list(transitions)
        ended = {each.item.id: each.item for each in happened if isinstance(each, ItemChanged)}
        for each in happened:
            if isinstance(each, ItemChanged):
                steps.append(_step(engine, each, at))
            elif isinstance(each, OfferEnded):
                item = engine.item(each.offer.work_item_id) or ended.get(each.offer.work_item_id)
                steps.append(_offer_step(engine, each.offer, item, at))
            elif isinstance(each, PresenceChanged) and _stands_elsewhere(each):
                stands.append(_stand(engine, each, at))
        return Minutes(steps=steps, stands=stands)

    def _entry(self, item: WorkItem, at: datetime) -> Step:
        """The line of a leg that intake or a call has made; repeating it is harmless, for it bears the leg's id."""
        when = min(item.created_at, at)
        line = _line(self._engine, item, None, line_id=item.id, cause=ENTERED, since=when, at=when)
        return line._replace(ewt_s=self._forecast(item, at))

    def _forecast(self, item: WorkItem, at: datetime) -> float | None:
        """The wait that is predicted now, of one arrival in five seconds that nobody was free for."""
        if self._forecast_at is not None and at - self._forecast_at < _FORECAST_EVERY:
            return None
        now = self._engine.item(item.id)
        if now is None or now.state is not WorkItemState.WAITING:
            return None
        self._forecast_at = at
        found = self._engine.estimate(item.id)
        return found.seconds if found else None


def write_minutes(tx: Tx, told: Minutes, lost: Iterable[str]) -> None:
    """Append the lines, except of work items that somebody else has changed meanwhile: they entered all the same."""
    gone = set(lost)
    tx.journal.add([each for each in told.steps if each.cause == ENTERED or each.work_item_id not in gone])
    tx.journal.add_stands(told.stands)


def _step(engine: Engine, change: ItemChanged, at: datetime) -> Step:
    item, before = change.item, change.before
    if before is None:
        return _line(engine, item, None, line_id=item.id, cause=change.cause, since=item.state_at, at=item.state_at)
    when = item.state_at if item.state is not before.state else max(at, item.state_at)
    return _line(engine, item, before, line_id=new_id(), cause=change.cause, since=before.state_at, at=when)


def _line(
    engine: Engine,
    item: WorkItem,
    before: WorkItem | None,
    *,
    line_id: str,
    cause: str,
    since: datetime,
    at: datetime,
) -> Step:
    holder = item.agent_id or (before.agent_id if before else None)
    return Step(
        interaction_id=item.interaction_id,
        id=line_id,
        work_item_id=item.id,
        offer_id=None,
        parent_id=item.parent_id,
        role=item.role.value,
        kind=item.kind.value,
        queue_id=item.queue_id,
        queue_before=before.queue_id if before else None,
        agent_id=item.agent_id,
        agent_before=before.agent_id if before else None,
        state_before=before.state.value if before else None,
        state=item.state.value,
        cause=cause,
        epoch=item.epoch,
        priority=item.priority,
        plan_step=item.plan_step,
        units=_cost(engine.agent(holder or ""), item.kind.value),
        callback=item.callback is not None,
        ewt_s=None,
        since=since,
        at=at,
    )


def _offer_step(engine: Engine, offer: Offer, item: WorkItem | None, at: datetime) -> Step:
    kind = item.kind.value if item else ""
    return Step(
        interaction_id=offer.interaction_id,
        id=new_id(),
        work_item_id=offer.work_item_id,
        offer_id=offer.id,
        parent_id=None,
        role=item.role.value if item else "",
        kind=kind,
        queue_id=item.queue_id if item else None,
        queue_before=None,
        agent_id=offer.agent_id,
        agent_before=None,
        state_before=OfferState.PENDING.value,
        state=offer.state.value,
        cause=offer.cause or "",
        epoch=offer.epoch,
        priority=item.priority if item else 0,
        plan_step=item.plan_step if item else 0,
        units=_cost(engine.agent(offer.agent_id), kind),
        callback=item is not None and item.callback is not None,
        ewt_s=None,
        since=offer.created_at,
        at=offer.ended_at or at,
    )


def _cost(agent: Agent | None, kind: str) -> int:
    return agent.capacity.costs.get(kind, _UNKNOWN_COST) if agent else 0


def _stands_elsewhere(change: PresenceChanged) -> bool:
    return change.before is None or _seen(change.before) != _seen(change.presence)


def _seen(presence: Presence) -> tuple[object, ...]:
    return presence.state, presence.reason, presence.pending, presence.lost_at is not None


def _stand(engine: Engine, change: PresenceChanged, at: datetime) -> Stand:
    presence, agent = change.presence, engine.agent(change.agent_id)
    return Stand(
        agent_id=change.agent_id,
        id=new_id(),
        state=presence.state.value,
        reason=presence.reason,
        pending=presence.pending.value if presence.pending else None,
        lost=presence.lost_at is not None,
        units=agent.capacity.units if agent else 0,
        cause=change.cause,
        at=at,
    )
