"""A line of waiting work: items that wait for the same, the first of them known at any time."""

from collections.abc import Mapping
from heapq import heappop, heappush
from typing import NamedTuple

from hub.routing.pool import Needed

Entry = tuple[int, str]
Found = tuple[bool, float, Entry]
"""Whether the entry is softly excluded, the negative score (0 where places do not change), and the entry."""
Lines = dict["Sign", "Line"]
BEHIND_ALL = 1 << 80
BEFORE_ALL = -BEHIND_ALL


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
    """Who looks: skills, items kept away (and whether hard), and the time."""

    skills: Mapping[str, int]
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


class Drawer:
    """Lines below a skill, and what hangs below a second one; nothing in it is before `start`.

    `start` follows what comes at once, and what leaves when somebody looks: most drawers are passed over by it, which
    saves going to their lines all over the memory.
    """

    __slots__ = ("below", "lines", "skill", "start")

    def __init__(self, skill: str) -> None:
        self.skill = skill
        self.start = BEHIND_ALL
        self.lines: Lines = {}
        self.below: dict[str, Drawer] = {}

    def best(self, viewer: Viewer, best: Found | None) -> Found | None:
        """The better of `best` and what the viewer may have of these lines."""
        skills, bound, start = viewer.skills, bound_of(best), BEHIND_ALL
        for line in self.lines.values():
            place = line.place
            start = min(start, place)
            if place > bound or not satisfies(skills, line.needs):
                continue
            found = line.best(viewer)
            if found is not None and (best is None or found < best):
                best, bound = found, bound_of(found)
        return self._deeper(viewer, best, start) if self.below else self._seen(best, start)

    def _deeper(self, viewer: Viewer, best: Found | None, start: int) -> Found | None:
        """Go on with what is below; where that is much, only with what the viewer has."""
        skills, below = viewer.skills, self.below
        is_all = len(below) <= len(skills)
        for skill in list(below) if is_all else [each for each in skills if each in below]:
            drawer = below[skill]
            if skill in skills and drawer.start <= bound_of(best):
                best = drawer.best(viewer, best)
            start = min(start, drawer.start)
        return self._seen(best, start) if is_all else best

    def _seen(self, best: Found | None, start: int) -> Found | None:
        self.start = start
        return best


class Line:
    """Items that differ only in their place; `place` is that of the first, which the heap has on top.

    Where scores grow the place says nothing, and the line comes before all until it is looked at.
    """

    __slots__ = ("drawers", "entries", "heap", "kind", "needs", "pace", "place", "reached", "sign", "witness")

    def __init__(self, sign: Sign) -> None:
        self.sign = sign
        self.kind = sign.kind
        self.needs = sign.needs
        self.pace = sign.pace
        self.drawers: tuple[Drawer, ...] = ()
        self.place = BEHIND_ALL
        self.reached = self.witness = -1
        self.heap: list[Entry] = []
        self.entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> None:
        """Take an item in."""
        self.entries[entry[1]] = entry
        heappush(self.heap, entry)
        place = BEFORE_ALL if self.pace else entry[0]
        if place < self.place:
            self.place = place
            for drawer in self.drawers:
                drawer.start = min(drawer.start, place)

    def remove(self, item_id: str) -> bool:
        """Take an item out; False when it was the last. What has left is dropped as soon as it would be the first."""
        entries = self.entries
        del entries[item_id]
        if not entries:
            return False
        heap = self.heap
        while entries.get(heap[0][1]) is not heap[0]:
            heappop(heap)
        if not self.pace:
            self.place = heap[0][0]
        return True

    def best(self, viewer: Viewer) -> Found | None:
        """The first entry that is not excluded, else the first that is softly excluded."""
        entry = self.heap[0]
        if entry[1] not in viewer.excluded:
            return False, self.score(entry, viewer.now), entry
        return self._best_beyond(viewer)

    def score(self, entry: Entry, now: int) -> float:
        """The lower the better; it decides before the place does."""
        return self.pace * (entry[0] - now) if self.pace else 0.0

    def _best_beyond(self, viewer: Viewer) -> Found | None:
        excluded = viewer.excluded
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
        return (is_soft, self.score(found, viewer.now), found) if found else None
