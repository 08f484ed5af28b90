"""The index of waiting work: who frees up looks only at lines that agent can serve.

Items that wait for the same share a line, a heap by (place, id) with lazy deletion. A queue's lines hang below the
rarest skill they need, and where these are many below the second rarest too, so that an agent looks under own skills
only (the inverted index of Whang et al., "Indexing Boolean Expressions", VLDB 2009).
"""

from collections.abc import Collection, Iterable, Mapping

from hub.routing.matching.pool import Claim, Pool
from hub.routing.waiting.halls import Hall
from hub.routing.waiting.lines import NO_SKILL, Drawer, Entry, Line, Lines, Shelf, Sign

_CROWD = 24
_NONE = (0, NO_SKILL)


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
        self._halls: dict[str, Hall] = {}

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

    def take(self, sign: Sign, entries: list[Entry]) -> None:
        """Put very many items without a plan in their one line."""
        line = self._lines.get(sign) or self._open(sign)
        line.take(entries)
        lines = (line,)
        for _, item_id in entries:
            self._lines_of[item_id] = lines

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

    def discard(self, entry: Entry) -> None:
        """Take an item that waits out of its lines."""
        self._pools.pop(entry[1], None)
        for line in self._lines_of.pop(entry[1]):
            if not line.remove(entry):
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

    def hall(self, queue_id: str) -> Hall:
        """What waits in a queue."""
        hall = self._halls.get(queue_id)
        if hall is None:
            hall = self._halls[queue_id] = Hall(queue_id)
        return hall

    def _open(self, sign: Sign) -> Line:
        line = self._lines[sign] = Line(sign)
        if sign.agent_id:
            (self._own if sign.is_own else self._named).setdefault(sign.agent_id, {})[sign] = line
        else:
            line.drawers = self._drawers(sign)
            line.drawers[-1].lines[sign] = line
        return line

    def _drawers(self, sign: Sign) -> tuple[Drawer, ...]:
        """The drawer of the rarest skill; of the second rarest in it, where there would be a crowd below the first."""
        shelf = self.hall(sign.queue_id).shelf(sign)
        holders = self._holders
        needed = [(len(holders.get(skill, ())), skill) for skill, least, _ in sign.needs if least > 0]
        rarest = min(needed, default=_NONE)[1]
        drawer = shelf.drawer(rarest)
        if len(drawer.lines) < _CROWD:
            return (drawer,)
        second = min([each for each in needed if each[1] != rarest], default=_NONE)[1]
        if second == NO_SKILL:
            return (drawer,)
        if drawer.below is None:
            drawer.below = Shelf()
        return drawer, drawer.below.drawer(second)

    def _close(self, line: Line) -> None:
        sign = line.sign
        del self._lines[sign]
        if sign.agent_id:
            named = self._own if sign.is_own else self._named
            del named[sign.agent_id][sign]
            if not named[sign.agent_id]:
                del named[sign.agent_id]
            return
        del line.drawers[-1].lines[sign]
        self._clear(line)

    def _clear(self, line: Line) -> None:
        """Throw away what has become empty above a line."""
        outer, inner, sign = line.drawers[0], line.drawers[-1], line.sign
        if outer.below is not None and inner is not outer and not inner.lines:
            outer.below.remove(inner)
        if outer.lines or outer.below:
            return
        hall = self.hall(sign.queue_id)
        hall.shelf(sign).remove(outer)
        hall.clear(sign)
