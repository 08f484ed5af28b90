"""Which lines a waiting item stands in: those of its pool, as far as it has waited, or the one of its target."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hub.domain.plans import HIGHEST_LEVEL, Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.work import WorkItem
from hub.routing.ordering import LineOrder
from hub.routing.pool import Claim, Pool, in_force
from hub.routing.waiting import Sign, WaitingIndex

_NOTHING = Pool()


class Lineup:
    """Puts items in line; `delays` are after how many seconds profiles look at a queue and kind (None: every kind)."""

    def __init__(self, waiting: WaitingIndex, plans: Mapping[str, Plan], order: LineOrder) -> None:
        self._waiting = waiting
        self._plans = plans
        self._order = order
        self._delays: dict[str, dict[str | None, set[int]]] = {}

    def put(self, item: WorkItem, target: str | None, now: datetime) -> datetime | None:
        """Put an item in its lines; return when it comes into sight of those who look later."""
        entry = (self._order.place(item), item.id)
        if target is not None:
            self._waiting.put([Sign("", item.kind, agent_id=target, is_own=True)], entry, _NOTHING)
            return None
        plan = self._plans.get(item.plan_id) if item.plan_id else None
        if plan is None or item.plan_step == 0:
            return self._put_plain(item, entry, now)
        pool = in_force(item, plan)
        pace = self._order.pace(item)
        signs = [self._claimed(item, claim, pace, now) for claim in pool.claims]
        signs += [Sign(item.queue_id or "", item.kind, pace=pace, agent_id=agent_id) for agent_id, _ in pool.named]
        self._waiting.put(signs, entry, pool)
        return self._next_sight(item, [claim.queue_id for claim in pool.claims], now)

    def _put_plain(self, item: WorkItem, entry: tuple[int, str], now: datetime) -> datetime | None:
        """Without a plan, or before its first step, an item's pool is its queue and its own needs."""
        if item.queue_id is None:
            self._waiting.put([], entry, _NOTHING)
            return None
        needs = tuple(sorted([(each.skill, each.level, HIGHEST_LEVEL) for each in item.requirements]))
        claim = Claim(queue_id=item.queue_id, needs=needs)
        self._waiting.put([self._claimed(item, claim, self._order.pace(item), now)], entry)
        return self._next_sight(item, [item.queue_id], now)

    def pool(self, item_id: str) -> Pool:
        """Who may have a waiting item now; its claims and names are in the order of its lines."""
        return self._waiting.pool_of(item_id)

    def take_delays(self, profiles: Mapping[str, RoutingProfile]) -> set[str]:
        """Note after how long profiles look at queues; return the queues for which that changed."""
        before, self._delays = self._delays, {}
        for profile in profiles.values():
            for entry in profile.entries:
                if entry.delay_s > 0:
                    by_kind = self._delays.setdefault(entry.queue_id, {})
                    by_kind.setdefault(entry.kind, set()).add(entry.delay_s)
        return {each for each in {*before, *self._delays} if before.get(each) != self._delays.get(each)}

    def _claimed(self, item: WorkItem, claim: Claim, pace: float, now: datetime) -> Sign:
        waited = 0
        if claim.queue_id in self._delays:
            since = item.entered_at or item.queued_at
            delays = self._delays_of(claim.queue_id, item.kind)
            waited = max((each for each in delays if since + timedelta(seconds=each) <= now), default=0)
        return Sign(claim.queue_id, item.kind, claim.needs, claim.ring, waited, pace)

    def _next_sight(self, item: WorkItem, queue_ids: list[str], now: datetime) -> datetime | None:
        if not self._delays:
            return None
        since = item.entered_at or item.queued_at
        delays = {each for queue_id in queue_ids for each in self._delays_of(queue_id, item.kind)}
        sights = (since + timedelta(seconds=each) for each in delays)
        return min((each for each in sights if each > now), default=None)

    def _delays_of(self, queue_id: str, kind: str) -> set[int]:
        by_kind = self._delays.get(queue_id, {})
        return by_kind.get(None, set()) | by_kind.get(kind, set())
