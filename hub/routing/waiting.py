"""The index of waiting work: who frees up looks only at lines that agent can serve.

Items that wait for the same share a line, a heap by (place, id) with lazy deletion. A queue's lines hang below the
rarest skill they need, and where these are many below the second rarest too, so that an agent looks under own skills
only (the inverted index of Whang et al., "Indexing Boolean Expressions", VLDB 2009).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

from hub.routing.pool import Claim, Needed, Pool

Entry = tuple[int, str]
Found = tuple[bool, float, Entry]
"""Whether the entry is softly excluded, the negative score (0 where places do not change), and the entry."""
Pivot = tuple[str, str]
NO_SKILL = ""
_CROWD = 24
_SHORT = 4
_NONE = (0, NO_SKILL)
_NO_PLACE = 1 << 80


class Sign(NamedTuple):
    """What items must share to wait in one line.

    A queue's line is for members up to the rank `ring` (0: all) with the skills needed, who look at what has waited
    `delay` seconds. With `agent_id` it is a line for one agent: alone (`is_own`), or besides others.
    """

    queue_id: str
    kind: str
    needs: Needed = ()
    ring: int = 0
    delay: int = 0
    pace: float = 0.0
    agent_id: str = ""
    is_own: bool = False


def satisfies(skills: Mapping[str, int], needs: Needed) -> bool:
    """Whether every need is met."""
    for skill, least, most in needs:  # noqa: SIM110 - all() costs more than the check
        if not least <= skills.get(skill, 0) <= most:
            return False
    return True


class Line:
    """Items that differ only in their place; `place` is the first of them, or one before it that has left."""

    __slots__ = ("entries", "heap", "kind", "needs", "pace", "pivot", "place", "reached", "sign", "witness")

    def __init__(self, sign: Sign, pivot: Pivot) -> None:
        self.sign = sign
        self.kind = sign.kind
        self.needs = sign.needs
        self.pace = sign.pace
        self.pivot = pivot
        self.place = _NO_PLACE
        self.reached = self.witness = -1
        self.heap: list[Entry] = []
        self.entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> None:
        self.entries[entry[1]] = entry
        heappush(self.heap, entry)
        self.place = min(self.place, entry[0])

    def best(self, excluded: Mapping[str, bool], now: int) -> Found | None:
        """The first entry that is not excluded, else the first that is softly excluded."""
        heap, entries = self.heap, self.entries
        while heap and entries.get(heap[0][1]) is not heap[0]:
            heappop(heap)
        if not heap:
            return None
        entry = heap[0]
        self.place = entry[0]
        if entry[1] not in excluded:
            return False, self.score(entry, now), entry
        return self._best_beyond(excluded, now)

    def score(self, entry: Entry, now: int) -> float:
        """The lower the better; it decides before the place does."""
        return self.pace * (entry[0] - now) if self.pace else 0.0

    def _best_beyond(self, excluded: Mapping[str, bool], now: int) -> Found | None:
        passed: list[Entry] = []
        found: Entry | None = None
        while self.heap and found is None:
            entry = heappop(self.heap)
            if self.entries.get(entry[1]) is entry:
                passed.append(entry)
                found = None if entry[1] in excluded else entry
        for entry in passed:
            heappush(self.heap, entry)
        is_soft = found is None
        found = found or next((entry for entry in passed if not excluded[entry[1]]), None)
        return (is_soft, self.score(found, now), found) if found else None


Lines = dict[Sign, Line]
_Group = dict[str, dict[str, Lines]]
_Stand = dict[tuple[int, int], _Group]
_NOTHING: dict[str, Lines] = {}
_NO_KINDS: dict[str, _Stand] = {}


class Viewer(NamedTuple):
    """Who looks: skills, items kept away (and whether hard), and the time."""

    skills: Mapping[str, int]
    excluded: Mapping[str, bool]
    now: int


class WaitingIndex:
    """All lines: those of one agent, and by queue, kind, ring and delay below the two rarest skills."""

    def __init__(self, holders: Mapping[str, Collection[str]]) -> None:
        """Look at `holders`: which agents have each skill."""
        self._holders = holders
        self._lines: Lines = {}
        self._lines_of: dict[str, tuple[Line, ...]] = {}
        self._pools: dict[str, Pool] = {}
        self._own: dict[str, Lines] = {}
        self._named: dict[str, Lines] = {}
        self._queues: dict[str, dict[str, _Stand]] = {}

    def __len__(self) -> int:
        """Count waiting items."""
        return len(self._lines_of)

    def __contains__(self, item_id: str) -> bool:
        """Whether the item waits."""
        return item_id in self._lines_of

    def put(self, signs: Iterable[Sign], entry: Entry, pool: Pool) -> None:
        """Put an item in the lines of its pool."""
        lines = tuple([self._lines.get(sign) or self._open(sign) for sign in signs])
        for line in lines:
            line.add(entry)
        self._lines_of[entry[1]] = lines
        self._pools[entry[1]] = pool

    def put_plain(self, sign: Sign, entry: Entry) -> None:
        """Put an item without a plan in its one line, which says it all."""
        line = self._lines.get(sign) or self._open(sign)
        line.add(entry)
        self._lines_of[entry[1]] = (line,)

    def planned_pool(self, item_id: str) -> Pool | None:
        """The pool of an item whose plan has begun, or which waits for nobody of its queue."""
        return self._pools.get(item_id)

    def pool_of(self, item_id: str) -> Pool:
        """Who may have a waiting item; its claims and names are in the order of its lines."""
        pool = self._pools.get(item_id)
        if pool is None:
            sign = self._lines_of[item_id][0].sign
            pool = Pool(claims=(Claim(queue_id=sign.queue_id, needs=sign.needs, ring=sign.ring),))
        return pool

    def discard(self, item_id: str) -> None:
        """Take an item out of its lines, wherever it waits."""
        lines = self._lines_of.pop(item_id, None)
        if lines is None:
            return
        self._pools.pop(item_id, None)
        for line in lines:
            del line.entries[item_id]
            if not line.entries:
                self._close(line)

    def lines_of(self, item_id: str) -> tuple[Line, ...]:
        """The lines an item waits in, in the order of its pool: claims, then agents asked by name."""
        return self._lines_of.get(item_id, ())

    def item_ids(self) -> Collection[str]:
        """All waiting items."""
        return self._lines_of.keys()

    def lines(self) -> Collection[Line]:
        """All lines."""
        return self._lines.values()

    def own(self, agent_id: str) -> Collection[Line]:
        """The lines that wait for one agent alone."""
        return self._own[agent_id].values() if agent_id in self._own else ()

    def named(self, agent_id: str) -> Collection[Line]:
        """The lines that wait for an agent besides others."""
        return self._named[agent_id].values() if agent_id in self._named else ()

    def kinds_of(self, queue_id: str) -> Collection[str]:
        """The kinds that wait in a queue."""
        return self._queues.get(queue_id, _NO_KINDS).keys()

    def best_of(
        self, queue_id: str, kind: str, service: tuple[int, int], viewer: Viewer, best: Found | None
    ) -> Found | None:
        """The best entry among `best` and what a viewer with this (rank, delay) sees of a queue and kind."""
        stand = self._queues.get(queue_id, _NO_KINDS).get(kind)
        if stand is None:
            return best
        rank, delay = service
        for (ring, waited), group in stand.items():
            if delay <= waited and (ring == 0 or rank <= ring):
                best = _best_of(group, viewer, best)
        return best

    def of_queue(self, queue_id: str) -> Iterator[Line]:
        """Every line of a queue, in no order."""
        for stand in self._queues.get(queue_id, _NO_KINDS).values():
            for group in stand.values():
                for seconds in group.values():
                    for lines in seconds.values():
                        yield from lines.values()

    def _open(self, sign: Sign) -> Line:
        line = self._lines[sign] = Line(sign, self._pivot(sign))
        home = self._home(line)
        if len(home) >= _CROWD and line.pivot[1] == NO_SKILL and len(sign.needs) > 1:
            line.pivot = line.pivot[0], self._second(sign)
            home = self._home(line)
        home[sign] = line
        return line

    def _pivot(self, sign: Sign) -> Pivot:
        if not sign.needs:
            return NO_SKILL, NO_SKILL
        holders = self._holders
        _, first = min(
            [(len(holders.get(skill, ())), skill) for skill, least, _ in sign.needs if least > 0], default=_NONE
        )
        return first, NO_SKILL

    def _second(self, sign: Sign) -> str:
        """The second rarest skill that is needed, which divides what would be a crowd below the rarest."""
        skills = {skill for skill, least, _ in sign.needs if least > 0}
        rarest = sorted((len(self._holders.get(skill, ())), skill) for skill in skills)
        return rarest[1][1] if len(rarest) > 1 else NO_SKILL

    def _home(self, line: Line) -> Lines:
        sign = line.sign
        if sign.agent_id:
            return (self._own if sign.is_own else self._named).setdefault(sign.agent_id, {})
        stand = self._queues.setdefault(sign.queue_id, {}).setdefault(sign.kind, {})
        first, second = line.pivot
        return stand.setdefault((sign.ring, sign.delay), {}).setdefault(first, {}).setdefault(second, {})

    def _close(self, line: Line) -> None:
        del self._lines[line.sign]
        home = self._home(line)
        del home[line.sign]
        if not home:
            self._clear(line)

    def _clear(self, line: Line) -> None:
        sign = line.sign
        if sign.agent_id:
            del (self._own if sign.is_own else self._named)[sign.agent_id]
            return
        kinds = self._queues[sign.queue_id]
        stand = kinds[sign.kind]
        group = stand[sign.ring, sign.delay]
        del group[line.pivot[0]][line.pivot[1]]
        if not group[line.pivot[0]]:
            del group[line.pivot[0]]
        if not group:
            del stand[sign.ring, sign.delay]
        if not stand:
            del kinds[sign.kind]
        if not kinds:
            del self._queues[sign.queue_id]


def _best_of(group: _Group, viewer: Viewer, best: Found | None) -> Found | None:
    """Look at the lines below the agent's own skills; most are passed over because a better entry is known."""
    skills, excluded, now = viewer
    bound = best[2][0] if best is not None and not best[0] else _NO_PLACE
    for pivot in (NO_SKILL, *[skill for skill in skills if skill in group]):
        seconds = group.get(pivot, _NOTHING)
        for second, lines in seconds.items() if len(seconds) <= _SHORT else _below(seconds, skills):
            if second and second not in skills:
                continue
            for line in lines.values():
                if line.place > bound and not line.pace:
                    continue
                if not line.needs or satisfies(skills, line.needs):
                    found = line.best(excluded, now)
                    if found is not None and (best is None or found < best):
                        best = found
                        bound = _NO_PLACE if best[0] else best[2][0]
    return best


def _below(seconds: dict[str, Lines], skills: Mapping[str, int]) -> Iterable[tuple[str, Lines]]:
    """The lines below a skill, by their second rarest; where these are many, only what the agent has."""
    if len(seconds) <= len(skills) + 1:
        return seconds.items()
    return [(second, seconds[second]) for second in (NO_SKILL, *skills) if second in seconds]
