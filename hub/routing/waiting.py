"""The index of waiting work: who frees up looks only at lines that agent can serve.

Items with equal queue, kind, requirements and target share a line, a heap by (key, id) with lazy deletion. A queue's
lines hang below the two rarest skills they need, so that an agent looks under own skills only (the inverted index of
Whang et al., "Indexing Boolean Expressions", VLDB 2009).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from heapq import heappop, heappush

from hub.domain.interactions import Requirement

Entry = tuple[datetime, str]
Pivot = tuple[str, str]
Signature = tuple[str | None, str, tuple[tuple[str, int], ...], str | None]
NO_SKILL = ""


def signature(queue_id: str | None, kind: str, requirements: tuple[Requirement, ...], target: str | None) -> Signature:
    """What items must share to wait in one line; a targeted item's needs are its target's business."""
    if target is not None:
        return None, kind, (), target
    return queue_id, kind, tuple(sorted((each.skill, each.level) for each in requirements)), None


def satisfies(skills: Mapping[str, int], needs: tuple[tuple[str, int], ...]) -> bool:
    """Whether every need is met."""
    for skill, level in needs:  # noqa: SIM110 - all() costs more than the check
        if skills.get(skill, 0) < level:
            return False
    return True


class Line:
    """Items that differ only in their place."""

    __slots__ = ("entries", "heap", "pivot", "signature")

    def __init__(self, signature: Signature, pivot: Pivot) -> None:
        self.signature = signature
        self.pivot = pivot
        self.heap: list[Entry] = []
        self.entries: dict[str, Entry] = {}

    @property
    def kind(self) -> str:
        return self.signature[1]

    def add(self, entry: Entry) -> None:
        self.entries[entry[1]] = entry
        heappush(self.heap, entry)

    def first(self, excluded: Mapping[str, bool]) -> tuple[bool, Entry] | None:
        """Return (is excluded, the best entry): one not excluded, else a softly excluded one, else None."""
        heap, entries = self.heap, self.entries
        while heap and entries.get(heap[0][1]) is not heap[0]:
            heappop(heap)
        if not heap:
            return None
        if heap[0][1] not in excluded:
            return False, heap[0]
        return self._first_beyond(excluded)

    def _first_beyond(self, excluded: Mapping[str, bool]) -> tuple[bool, Entry] | None:
        passed: list[Entry] = []
        found: tuple[bool, Entry] | None = None
        while self.heap:
            entry = heappop(self.heap)
            if self.entries.get(entry[1]) is not entry:
                continue
            passed.append(entry)
            if entry[1] not in excluded:
                found = (False, entry)
                break
        for entry in passed:
            heappush(self.heap, entry)
        soft = (entry for entry in passed if not excluded.get(entry[1], True))
        return found or next(((True, entry) for entry in soft), None)


_Group = dict[str, dict[str, dict[Signature, Line]]]
_NOTHING: dict[str, dict[Signature, Line]] = {}
_NOBODY: dict[Signature, Line] = {}


def _best_of(
    group: _Group, skills: Mapping[str, int], excluded: Mapping[str, bool], best: tuple[bool, Entry] | None
) -> tuple[bool, Entry] | None:
    """Look at the lines below the agent's own skills; most are passed over because a better entry is known."""
    for pivot in (NO_SKILL, *(group.keys() & skills.keys())):
        seconds = group.get(pivot, _NOTHING)
        for lines in _own(seconds, skills):
            for line in lines.values():
                if best is not None and not best[0] and line.heap[0] > best[1]:
                    continue  # a stale head only makes a line look better than it is
                if satisfies(skills, line.signature[2]):
                    first = line.first(excluded)
                    if first is not None and (best is None or first < best):
                        best = first
    return best


def _own(seconds: dict[str, dict[Signature, Line]], skills: Mapping[str, int]) -> list[dict[Signature, Line]]:
    if len(seconds) <= len(skills):
        return [lines for second, lines in seconds.items() if second in skills or second == NO_SKILL]
    return [seconds[second] for second in (NO_SKILL, *skills) if second in seconds]


class WaitingIndex:
    """All lines, by target and by queue, kind and the two rarest skills."""

    def __init__(self, holders: Mapping[str, Collection[str]]) -> None:
        """Look at `holders`: which agents have each skill."""
        self._holders = holders
        self._lines: dict[Signature, Line] = {}
        self._line_of: dict[str, Line] = {}
        self._targeted: dict[str, dict[Signature, Line]] = {}
        self._groups: dict[tuple[str | None, str], _Group] = {}

    def __len__(self) -> int:
        """Count waiting items."""
        return len(self._line_of)

    def __contains__(self, item_id: str) -> bool:
        """Whether the item waits."""
        return item_id in self._line_of

    def add(self, sign: Signature, entry: Entry) -> None:
        """Put an item in its line."""
        line = self._lines.get(sign) or self._open(sign)
        line.add(entry)
        self._line_of[entry[1]] = line

    def discard(self, item_id: str) -> None:
        """Take an item out of its line, wherever it waits."""
        line = self._line_of.pop(item_id, None)
        if line is None:
            return
        del line.entries[item_id]
        if not line.entries:
            self._close(line)

    def targeted(self, agent_id: str) -> Collection[Line]:
        """The lines that wait for one agent."""
        return self._targeted.get(agent_id, {}).values()

    def first_for(
        self, queue_id: str, kinds: Iterable[str], skills: Mapping[str, int], excluded: Mapping[str, bool]
    ) -> tuple[bool, Entry] | None:
        """The best entry of a queue for an agent with these skills, as `Line.first` gives it."""
        best: tuple[bool, Entry] | None = None
        for kind in kinds:
            group = self._groups.get((queue_id, kind))
            if group is not None:
                best = _best_of(group, skills, excluded, best)
        return best

    def of_queue(self, queue_id: str) -> Iterator[Entry]:
        """Every entry that waits in a queue, in no order."""
        for (owner, _), group in self._groups.items():
            if owner == queue_id:
                lines = (line for seconds in group.values() for held in seconds.values() for line in held.values())
                for line in lines:
                    yield from line.entries.values()

    def _open(self, sign: Signature) -> Line:
        line = self._lines[sign] = Line(sign, self._pivot(sign))
        self._home(line)[sign] = line
        return line

    def _pivot(self, sign: Signature) -> Pivot:
        queue_id, _, needs, _ = sign
        skills = {skill for skill, _ in needs}
        if queue_id is None or not skills:
            return NO_SKILL, NO_SKILL
        rarest = sorted((len(self._holders.get(skill, ())), skill) for skill in skills)
        return rarest[0][1], rarest[1][1] if len(rarest) > 1 else NO_SKILL

    def _home(self, line: Line) -> dict[Signature, Line]:
        queue_id, kind, _, target = line.signature
        if target is not None:
            return self._targeted.setdefault(target, {})
        first, second = line.pivot
        return self._groups.setdefault((queue_id, kind), {}).setdefault(first, {}).setdefault(second, {})

    def _close(self, line: Line) -> None:
        del self._lines[line.signature]
        home = self._home(line)
        del home[line.signature]
        if not home:
            self._clear(line)

    def _clear(self, line: Line) -> None:
        queue_id, kind, _, target = line.signature
        if target is not None:
            del self._targeted[target]
            return
        group, (first, second) = self._groups[queue_id, kind], line.pivot
        del group[first][second]
        if not group[first]:
            del group[first]
        if not group:
            del self._groups[queue_id, kind]
