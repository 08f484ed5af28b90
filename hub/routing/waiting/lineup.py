"""Which lines a waiting item stands in: those of its pool, as far as it has waited, or the one of its target."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice

from hub.domain.plans import HIGHEST_LEVEL, Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.work import WorkItem
from hub.routing.matching.pool import Claim, Needed, Pool, in_force
from hub.routing.waiting.halls import Hall
from hub.routing.waiting.index import WaitingIndex
from hub.routing.waiting.lines import Entry, Sign
from hub.routing.waiting.ordering import LineOrder, micros
from hub.routing.waiting.ranks import Ranks

_NOTHING = Pool()


class Lineup:
    """Puts items in line; `delays` are after how many seconds profiles look at a queue and kind (None: every kind)."""

    def __init__(self, waiting: WaitingIndex, plans: Mapping[str, Plan], order: LineOrder) -> None:
        self._waiting = waiting
        self._plans = plans
        self._order = order
        self._delays: dict[str, dict[str | None, set[int]]] = {}
        self._ranked: dict[str, tuple[Hall, Ranks[Entry], Entry]] = {}
        self._guest_in: dict[str, frozenset[str]] = {}

    def entry(self, item: WorkItem) -> Entry:
        """The place of an item within a line."""
        return self._order.place(item), item.id

    def put(self, item: WorkItem, target: str | None, now: datetime) -> datetime | None:
        """Put an item in its lines; return when it comes into sight of those who look later."""
        entry = self.entry(item)
        if target is not None:
            self._waiting.put([Sign("", item.kind, agent_id=target, is_own=True)], entry, _NOTHING)
            return None
        pace = self._order.pace(item)
        if item.queue_id is not None:
            hall = self._waiting.hall(item.queue_id)
            ranks = hall.ranks(pace)
            hall.enter(entry, ranks)
            self._ranked[item.id] = (hall, ranks, entry)
        plan = self._plans.get(item.plan_id) if item.plan_id else None
        if plan is None or item.plan_step == 0:
            return self._put_plain(item, entry, pace, now)
        pool = in_force(item, plan)
        signs = [self._claimed(item, claim, pace, now) for claim in pool.claims]
        signs += [Sign(item.queue_id or "", item.kind, pace=pace, agent_id=agent_id) for agent_id, _ in pool.named]
        self._waiting.put(signs, entry, pool)
        elsewhere = frozenset(claim.queue_id for claim in pool.claims if claim.queue_id != item.queue_id)
        if elsewhere:
            self._guest_in[item.id] = elsewhere
            for queue_id in elsewhere:
                self._waiting.hall(queue_id).receive(1)
        return self._next_sight(item, [claim.queue_id for claim in pool.claims], now)

    def _put_plain(self, item: WorkItem, entry: Entry, pace: float, now: datetime) -> datetime | None:
        """Without a plan, or before its first step, an item's pool is its queue and its own needs."""
        if item.queue_id is None:
            self._waiting.put([], entry, _NOTHING)
            return None
        self._waiting.put_plain(self._plain(item, item.queue_id, pace, now), entry)
        return self._next_sight(item, [item.queue_id], now) if self._delays else None

    def take(self, items: Iterable[WorkItem], now: datetime) -> None:
        """Put very many items in the lines of their queues: such as `is_plain` says."""
        halls: dict[str, dict[Sign, list[Entry]]] = {}
        for item in items:
            queue_id = item.queue_id or ""
            lines = halls.get(queue_id)
            if lines is None:
                lines = halls[queue_id] = {}
            lines.setdefault(self._plain(item, queue_id, self._order.pace(item), now), []).append(self.entry(item))
        for queue_id, lines in halls.items():
            self._fill(self._waiting.hall(queue_id), lines)

    def _fill(self, hall: Hall, lines: Mapping[Sign, list[Entry]]) -> None:
        paces: dict[float, list[Entry]] = {}
        for sign, entries in lines.items():
            paces.setdefault(sign.pace, []).extend(entries)
            self._waiting.take(sign, entries)
        for pace, entries in paces.items():
            ranks = hall.ranks(pace)
            hall.take(entries, ranks)
            for entry in entries:
                self._ranked[entry[1]] = hall, ranks, entry

    def is_plain(self, item: WorkItem) -> bool:
        """Whether an item waits in its queue for whoever has what it needs, and is seen by all of them at once."""
        if item.queue_id is None or item.agent_id or item.plan_step or item.direct or item.preferred_until:
            return False
        return item.queue_id not in self._delays

    def _plain(self, item: WorkItem, queue_id: str, pace: float, now: datetime) -> Sign:
        needs: Needed = ()
        if item.requirements:
            needs = tuple(sorted([(each.skill, each.level, HIGHEST_LEVEL) for each in item.requirements]))
        waited = self._waited(item, queue_id, now) if self._delays else 0
        return Sign(queue_id, item.kind, needs, 0, waited, pace)

    def discard(self, item: WorkItem) -> None:
        """Take an item out of its lines, if it waits."""
        ranked = self._ranked.pop(item.id, None)
        if ranked is not None:
            hall, ranks, entry = ranked
            hall.leave(entry, ranks)
            self._waiting.discard(entry)
        elif item.id in self._waiting:
            self._waiting.discard(self.entry(item))
        if self._guest_in:
            for queue_id in self._guest_in.pop(item.id, ()):
                self._waiting.hall(queue_id).receive(-1)

    def position(self, item: WorkItem, now: datetime) -> int:
        """One more than those ahead in the same queue, or before the same agent."""
        ranked = self._ranked.get(item.id)
        if ranked is None:
            return self._position_alone(item)
        hall, own, entry = ranked
        pace = self._order.pace(item)
        if not pace:
            return 1 + own.ahead(entry)
        score = pace * (micros(now) - entry[0])
        return 1 + sum(
            ranks.ahead(entry if ranks is own else (micros(now) - score / each, ""))
            for each, ranks in hall.paces.items()
        )

    def _position_alone(self, item: WorkItem) -> int:
        """The place among what waits for the same agent."""
        entry = self.entry(item)
        own = [each for line in self._waiting.lines_of(item.id) for each in self._waiting.own(line.sign.agent_id)]
        return 1 + sum(line.ranks.ahead(entry) for line in own)

    def first_of(self, queue_id: str, limit: int) -> Iterator[str]:
        """The items that wait longest in a queue, at most so many a pace."""
        for ranks in self._waiting.hall(queue_id).paces.values():
            for _, item_id in islice(ranks, limit):
                yield item_id

    def take_delays(self, profiles: Mapping[str, RoutingProfile]) -> set[str]:
        """Note after how long profiles look at queues; return the queues for which that changed."""
        before, self._delays = self._delays, {}
        for profile in profiles.values():
            for entry in profile.entries:
                if entry.delay_s > 0:
                    by_kind = self._delays.setdefault(entry.queue_id, {})
                    by_kind.setdefault(entry.kind, set()).add(entry.delay_s)
        return {each for each in {*before, *self._delays} if before.get(each) != self._delays.get(each)}

    def is_delayed(self, queue_id: str) -> bool:
        """Whether some look at this queue later than others."""
        return queue_id in self._delays

    def _claimed(self, item: WorkItem, claim: Claim, pace: float, now: datetime) -> Sign:
        waited = self._waited(item, claim.queue_id, now)
        return Sign(claim.queue_id, item.kind, claim.needs, claim.ring, waited, pace)

    def _waited(self, item: WorkItem, queue_id: str, now: datetime) -> int:
        """The longest of the queue's delays that has passed."""
        if queue_id not in self._delays:
            return 0
        since = item.entered_at or item.queued_at
        delays = self._delays_of(queue_id, item.kind)
        return max((each for each in delays if since + timedelta(seconds=each) <= now), default=0)

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
