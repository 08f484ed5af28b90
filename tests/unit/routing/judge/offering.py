"""Every offer, at the moment it is made: allowed, within the limits, nobody overtaken, to whom the strategy chooses."""

from dataclasses import dataclass, field
from datetime import datetime

from hub.domain.agents import Agent
from hub.domain.plans import Strategy
from hub.domain.work import Offer, WorkItem
from tests.unit.routing.judge import capacity, order, pools
from tests.unit.routing.judge.eligible import Eligible


@dataclass
class Offering:
    """Watches the offers of one event at a time.

    `stirred` are items that changed in this event before the offer, `arrived` those that began to wait,
    `touched` agents who changed. What was
    so before the event is settled: among settled items and agents the order is exact. What one event stirs together is
    matched in some order of the engine's own. `assigned` is what a supervisor gives to whom, whatever the pool says.
    """

    eligible: Eligible
    last: datetime
    stirred: set[str] = field(default_factory=set)
    arrived: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    assigned: tuple[str, str] | None = None
    rings: dict[tuple[str, int], tuple[set[str], set[str]]] = field(default_factory=dict)

    def begin(self) -> None:
        """A new event."""
        self.stirred.clear()
        self.arrived.clear()
        self.touched.clear()
        self.rings.clear()

    def check(self, offer: Offer) -> None:
        """Judge an offer before it is written: its item is offered already, its agent not yet bound by it."""
        rows = self.eligible.rows
        item, agent = rows.items[offer.work_item_id], rows.agents[offer.agent_id]
        assert offer.epoch == item.epoch
        assert offer.created_at == rows.now < offer.deadline
        if self.assigned == (item.id, agent.id):
            self._assigned(offer, item, agent)
            return
        self._allowed(offer, item, agent)
        siblings = rows.offers_for(item.id)
        if siblings:
            self.rings.setdefault((item.id, item.epoch), (set(), set()))[1].add(agent.id)
            return
        self._nobody_overtaken(item, agent)
        self._chosen(item, agent)

    def _assigned(self, offer: Offer, item: WorkItem, agent: Agent) -> None:
        """A supervisor's word counts, above the limits only where that is on record."""
        told = offer.why or {}
        self.eligible.blame.overruled.add((item.id, agent.id))
        self.rings[item.id, item.epoch] = (set(), {agent.id})
        fits = capacity.fits(agent, capacity.in_use(self.eligible.rows, agent.id), item.kind)
        assert fits or told.get("ignore_capacity") is True, f"{item.id} assigned to {agent.id} who has no place for it"

    def _allowed(self, offer: Offer, item: WorkItem, agent: Agent) -> None:
        rows = self.eligible.rows
        who = f"{item.id} offered to {agent.id}"
        assert rows.is_ready(agent.id), f"{who}: not ready"
        assert not self.eligible.blame.is_barred(item.id, agent.id), f"{who}: excluded"
        target = rows.target(item)
        assert target in (None, agent.id), f"{who}: meant for {target}"
        in_pool = self.eligible.may_have(agent, item) or self.eligible.may_be_preferred(agent, item)
        assert in_pool, f"{who}: not in the pool"
        assert agent.id not in {each.agent_id for each in rows.offers_for(item.id)}, f"{who} twice"
        assert agent.presence.cooldowns.get(item.kind, rows.now) <= rows.now, f"{who}: rests"
        assert capacity.fits(agent, capacity.in_use(rows, agent.id), item.kind), f"{who}: does not fit"

    def _nobody_overtaken(self, item: WorkItem, agent: Agent) -> None:
        rows = self.eligible.rows
        if agent.id in self.touched and pools.strategy(rows, item) is Strategy.RING_ALL:
            return  # a ring asks all who are free, also those who became free with the one whose turn it was
        own = order.line(rows, agent, item)
        for other in rows.waiting():
            if other.id in self.stirred or not self._was_seen(agent, other):
                continue
            place = order.line(rows, agent, other)
            if own is None or place is None or own <= place:
                continue
            if not self.eligible.blame.may_be_soft(other.id, agent.id):
                assert not self.eligible.could_take(agent, other), f"{item.id} overtook {other.id} at {agent.id}"

    def _was_seen(self, agent: Agent, item: WorkItem) -> bool:
        seen = pools.seen_from(self.eligible.rows, agent, item)
        return seen is not None and seen <= self.last

    def _chosen(self, item: WorkItem, agent: Agent) -> None:
        rows = self.eligible.rows
        if rows.target(item) is not None:
            self.rings[item.id, item.epoch] = (set(), {agent.id})
            return
        competing = [each for each in rows.agents.values() if self._competes(each, item)]
        wanted = self._preferred(item, competing)
        if agent.id == wanted or self.eligible.may_be_preferred(agent, item):
            self.rings[item.id, item.epoch] = (set(), {agent.id})
            return
        free = [each for each in competing if self.eligible.may_have(each, item)]
        self._ring(item, agent, free)
        if agent.id in self.touched or item.id not in self.stirred:
            return
        if wanted and item.id in self.arrived:
            assert agent.id == wanted, f"{item.id} went to {agent.id}, not to {wanted} who is preferred"
            return
        fresh = [each for each in free if not self.eligible.blame.may_be_soft(item.id, each.id)]
        if self.eligible.blame.is_soft(item.id, agent.id):
            assert not fresh, f"{item.id} went to {agent.id} again though {fresh[0].id} is free"
        if agent in fresh:
            self._by_strategy(item, agent, fresh)

    def _competes(self, agent: Agent, item: WorkItem) -> bool:
        """Free before this event began, and still."""
        if agent.id in self.touched or agent.presence.cooldowns.get(item.kind, self.last) > self.last:
            return False
        barred = self.eligible.blame.hard.get((item.id, agent.id), self.last) > self.last
        return not barred and self.eligible.is_able(agent, item)

    def _preferred(self, item: WorkItem, free: list[Agent]) -> str | None:
        """The first preferred agent who is there, when that one is free; the next ones are for when nobody is there."""
        rows, kept = self.eligible.rows, self.eligible.blame.may_be_soft
        named = [each.agent_id for each in sorted(item.preferences, key=lambda each: -each.score)]
        ranked = named or ([item.preferred_agent_id] if item.preferred_agent_id else [])
        there = [each for each in ranked if each in rows.agents and rows.is_ready(each) and not kept(item.id, each)]
        there = [each for each in there if self.eligible.is_preferred(rows.agents[each], item)]
        return there[0] if there and there[0] in {each.id for each in free} else None

    def _by_strategy(self, item: WorkItem, agent: Agent, free: list[Agent]) -> None:
        rows = self.eligible.rows
        first = min((self._stage(each, item) for each in free), default=0)
        assert self._stage(agent, item) <= first, f"{item.id} went to {agent.id}, behind those of an earlier step"
        ranking = order.ranking(rows, item)
        if ranking is None:
            return
        best = min(
            (each for each in free if self._stage(each, item) == first), key=lambda each: ranking(rows, each, item)
        )
        assert best.id == agent.id, f"{item.id} went to {agent.id}, not to {best.id}"

    def _stage(self, agent: Agent, item: WorkItem) -> int:
        found = pools.stage(self.eligible.rows, agent, item)
        return 0 if found is None else found

    def _ring(self, item: WorkItem, agent: Agent, free: list[Agent]) -> None:
        rows, queue = self.eligible.rows, self.eligible.rows.queue_of(item)
        rings = queue is not None and pools.strategy(rows, item) is Strategy.RING_ALL
        able = [each for each in free if not self.eligible.blame.may_be_soft(item.id, each.id)]
        most = min(queue.ring, 50) if rings and queue else 1
        if any(not self.eligible.blame.is_soft(item.id, each.id) for each in free if each not in able):
            able = []  # whether somebody whose offer was merely taken back rings again is the engine's choice
        first = {each.id for each in sorted(able, key=lambda each: self._ring_place(each, item))[:most]}
        self.rings[item.id, item.epoch] = (first, {agent.id})

    def _ring_place(self, agent: Agent, item: WorkItem) -> order.Key:
        return self._stage(agent, item), *order.idle(self.eligible.rows, agent, item)

    def rang(self) -> None:
        """All offers of the event are made: whoever had to ring rings."""
        rows = self.eligible.rows
        for (item_id, _), (first, asked) in self.rings.items():
            item, queue = rows.items[item_id], rows.queue_of(rows.items[item_id])
            rings = queue is not None and pools.strategy(rows, item) is Strategy.RING_ALL
            most = min(queue.ring, 50) if rings and queue else 1
            assert len(asked) <= most, f"{item_id} rings {len(asked)} agents, {most} may be asked"
            if rings and item_id in self.stirred and not asked & self.touched:
                assert first <= asked, f"{item_id} rings {asked}, not {first}"
