"""Lines of waiting work, items that wait for the same, in drawers below the skills they need."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heapreplace
from itertools import compress
from typing import NamedTuple

from hub.routing.matching.pool import Needed
from hub.routing.waiting.ranks import Ranks

Entry = tuple[int, str]
Found = tuple[bool, float, Entry]
"""Whether the entry is softly excluded, the negative score (0 where places do not change), and the entry."""
Lines = dict["Sign", "Line"]
NO_SKILL = ""
BEHIND_ALL = 1 << 80
BEFORE_ALL = -BEHIND_ALL
_FIRST, _LAST = -(1 << 63), (1 << 63) - 1
_NOWHERE = _LAST + 1


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


class Viewer(NamedTuple):
    """Who looks: skills, what to look below (those, and none), items kept away (and whether hard), and the time."""

    skills: Mapping[str, int]
    below: Collection[str]
    excluded: Mapping[str, bool]
    now: int


def satisfies(skills: Mapping[str, int], needs: Needed) -> bool:
    """Whether every need is met."""
    for skill, least, most in needs:  # noqa: SIM110 - all() costs more than the check
        if not least <= skills.get(skill, 0) <= most:
            return False
    return True


def bound_of(best: Found | None) -> int:
    """The place behind which nothing is better than what was found."""
    return BEHIND_ALL if best is None or best[0] else best[2][0]


def _shelved(place: int) -> int:
    """A place as shelves hold it, in 64 bits: where strict order goes beyond, all that do are equal."""
    return min(max(place, _FIRST), _LAST)


class Line:
    """Items that differ only in their place; `front` is the first of them.

    Where scores grow the place says nothing, and the line comes before all until it is looked at.
    """

    __slots__ = ("drawers", "front", "kind", "needs", "pace", "place", "ranks", "reached", "sign", "witness")

    def __init__(self, sign: Sign) -> None:
        self.sign = sign
        self.kind = sign.kind
        self.needs = sign.needs
        self.pace = sign.pace
        self.drawers: tuple[Drawer, ...] = ()  # from the outer to the inner
        self.front: Entry = (BEHIND_ALL, "")
        self.place = BEHIND_ALL
        self.reached = self.witness = -1
        self.ranks: Ranks[Entry] = Ranks()

    def add(self, entry: Entry) -> None:
        """Take an item in."""
        self.ranks.add(entry)
        if entry < self.front:
            self._lead(entry)

    def take(self, entries: list[Entry]) -> None:
        """Take many items in."""
        if len(entries) == 1:
            self.ranks.add(entries[0])
        else:
            self.ranks.take(entries)
        first = min(entries)
        if first < self.front:
            self._lead(first)

    def remove(self, entry: Entry) -> bool:
        """Take an item out; False when it was the last."""
        self.ranks.remove(entry)
        if entry == self.front:
            first = self.ranks.first
            if first is None:
                return False
            self.front = first
            self.place = BEFORE_ALL if self.pace else first[0]
        return True

    def item_ids(self) -> list[str]:
        """The items, the first first."""
        return [item_id for _, item_id in self.ranks]

    def best(self, viewer: Viewer) -> Found | None:
        """The first entry that is not excluded, else the first that is softly excluded."""
        excluded, entry = viewer.excluded, self.front
        if entry[1] not in excluded:
            return False, self.score(entry, viewer.now), entry
        free = next((each for each in self.ranks if each[1] not in excluded), None)
        found = free or next((each for each in self.ranks if not excluded[each[1]]), None)
        return (free is None, self.score(found, viewer.now), found) if found else None

    def score(self, entry: Entry, now: int) -> float:
        """The lower the better; it decides before the place does."""
        return self.pace * (entry[0] - now) if self.pace else 0.0

    def _lead(self, entry: Entry) -> None:
        self.front = entry
        self.place = BEFORE_ALL if self.pace else entry[0]
        for drawer in self.drawers:
            drawer.lower(self.place)


class Drawer:
    """Lines below a skill, and what hangs below a second one; nothing in it is before `start`.

    `start` follows at once what comes, and what leaves when somebody looks.
    """

    __slots__ = ("_shelf", "below", "least", "lines", "skill", "start")

    def __init__(self, skill: str, shelf: "Shelf") -> None:
        self.skill = skill
        self.start = self.least = _NOWHERE
        self.lines: Lines = {}
        self.below: Shelf | None = None
        self._shelf = shelf

    def lower(self, place: int) -> None:
        """Something with this place has come."""
        if place < self.least:
            self.least = place
            self.settle()

    def settle(self) -> None:
        """Stand on the shelf where the lines that are left start."""
        start = _shelved(self.least)
        if start != self.start:
            self._shelf.move(self, start)

    def best(self, viewer: Viewer, best: Found | None, bound: int) -> Found | None:
        """The better of `best` and what the viewer may have of these lines; `least` is where they start then."""
        skills, least = viewer.skills, BEHIND_ALL
        for line in self.lines.values():
            place = line.place
            if place < least:  # noqa: PLR1730 - min() costs more than all the rest for most lines
                least = place
            if place <= bound and satisfies(skills, line.needs):
                found = line.best(viewer)
                if found is not None and (best is None or found < best):
                    best, bound = found, bound_of(found)
        if self.below is not None:
            best = look([self.below], viewer, best)
            least = min(least, self.below.start)
        self.least = least
        return best


class Shelf:
    """Drawers in the order of their starts.

    Starts and skills stand side by side in memory. An agent is done after the first few in most cases; going to every
    drawer below an own skill, which lie anywhere, took most of the time of a decision.
    """

    __slots__ = ("_drawers", "_order", "_skills", "_starts")

    def __init__(self) -> None:
        self._drawers: dict[str, Drawer] = {}
        self._starts = array("q")
        self._skills: list[str] = []
        self._order: list[Drawer] = []

    def __len__(self) -> int:
        """Count drawers."""
        return len(self._drawers)

    def __iter__(self) -> Iterator[Drawer]:
        """All drawers."""
        return iter(self._drawers.values())

    @property
    def start(self) -> int:
        """Nothing is before it."""
        return self._starts[0] if self._starts else _LAST

    def drawer(self, skill: str) -> Drawer:
        """The drawer below a skill; it stands in order as soon as something is in it."""
        drawer = self._drawers.get(skill)
        if drawer is None:
            drawer = self._drawers[skill] = Drawer(skill, self)
        return drawer

    def remove(self, drawer: Drawer) -> None:
        """Throw a drawer away."""
        del self._drawers[drawer.skill]
        self._take_out(drawer)

    def move(self, drawer: Drawer, start: int) -> None:
        """Let a drawer start elsewhere."""
        if drawer.start != _NOWHERE:
            self._take_out(drawer)
        drawer.start = start
        place = bisect_left(self._starts, start)
        self._starts.insert(place, start)
        self._skills.insert(place, drawer.skill)
        self._order.insert(place, drawer)

    def view(self, below: Collection[str]) -> Iterator[tuple[int, Drawer]]:
        """What is below these, in order; nothing may come or go meanwhile."""
        return compress(zip(self._starts, self._order, strict=True), map(below.__contains__, self._skills))

    def _take_out(self, drawer: Drawer) -> None:
        place = self._order.index(drawer, bisect_left(self._starts, drawer.start))
        del self._starts[place], self._skills[place], self._order[place]


def look(shelves: Sequence[Shelf], viewer: Viewer, best: Found | None) -> Found | None:
    """The better of `best` and what the viewer may have of these shelves: in order, until nothing better can come."""
    bound = bound_of(best)
    last = _shelved(bound)
    moved: list[Drawer] = []
    below = viewer.below
    for start, drawer in shelves[0].view(below) if len(shelves) == 1 else _merged(shelves, below):
        if start > last:
            break
        found = drawer.best(viewer, best, bound)
        if found is not best:
            best, bound = found, bound_of(found)
            last = _shelved(bound)
        if drawer.least != start:
            moved.append(drawer)
    for drawer in moved:
        drawer.settle()
    return best


def _merged(shelves: Iterable[Shelf], below: Collection[str]) -> Iterator[tuple[int, Drawer]]:
    """What is on several shelves, in order."""
    heads: list[tuple[int, int, Drawer, Iterator[tuple[int, Drawer]]]] = []
    for number, shelf in enumerate(shelves):
        view = shelf.view(below)
        for start, drawer in view:
            heads.append((start, number, drawer, view))
            break
    heapify(heads)
    while heads:
        start, number, drawer, view = heads[0]
        yield start, drawer
        following = next(view, None)
        if following is None:
            heappop(heads)
        else:
            heapreplace(heads, (following[0], number, following[1], view))
