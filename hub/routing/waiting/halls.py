"""The waiting work of one queue: its places in order, and its lines by kind, ring and delay below the skills needed."""

from collections.abc import Collection, Iterable, Iterator

from hub.routing.waiting.lines import BEFORE_ALL, BEHIND_ALL, Entry, Line, Shelf, Sign
from hub.routing.waiting.ranks import Ranks


class Hall:
    """What waits in one queue; agents keep their halls at hand, so one stays as long as the engine does.

    `shelves` are by kind, ring and delay. Nothing that is seen here is before `start`. `guests` are items of other
    queues that a plan shows here too.
    """

    __slots__ = ("guests", "paces", "queue_id", "shelves", "start")

    def __init__(self, queue_id: str) -> None:
        self.queue_id = queue_id
        self.start = BEHIND_ALL
        self.guests = 0
        self.paces: dict[float, Ranks[Entry]] = {}
        self.shelves: dict[tuple[str, int, int], Shelf] = {}

    def ranks(self, pace: float) -> Ranks[Entry]:
        """The places of those whose score grows at a pace, in order."""
        ranks = self.paces.get(pace)
        if ranks is None:
            ranks = self.paces[pace] = Ranks()
        return ranks

    def enter(self, entry: Entry, ranks: Ranks[Entry]) -> None:
        """Take a place among these ranks."""
        ranks.add(entry)
        if entry[0] < self.start:
            self.look()

    def take(self, entries: Iterable[Entry], ranks: Ranks[Entry]) -> None:
        """Take very many places among these ranks."""
        ranks.take(entries)
        self.look()

    def leave(self, entry: Entry, ranks: Ranks[Entry]) -> None:
        """Leave a place."""
        ranks.remove(entry)
        if entry[0] == self.start:
            self.look()

    def receive(self, guests: int) -> None:
        """Guests come, or (negative) go."""
        self.guests += guests
        self.look()

    def look(self) -> None:
        """Find the start; where scores grow, or guests come from elsewhere, it may be anywhere."""
        ranks = self.paces.get(0.0)
        if self.guests or (ranks is None and self.paces):
            self.start = BEFORE_ALL
        else:
            first = ranks.first if ranks is not None else None
            self.start = BEHIND_ALL if first is None else first[0]

    def seen(self, service: tuple[int, int], kinds: Collection[str]) -> list[Shelf]:
        """Where there may be something of these kinds for somebody who looks with this (rank, delay)."""
        rank, delay = service
        return [
            shelf
            for (kind, ring, waited), shelf in self.shelves.items()
            if kind in kinds and delay <= waited and (ring == 0 or rank <= ring)
        ]

    def shelf(self, sign: Sign) -> Shelf:
        """Where lines with this sign belong."""
        place = (sign.kind, sign.ring, sign.delay)
        shelf = self.shelves.get(place)
        if shelf is None:
            shelf = self.shelves[place] = Shelf()
        return shelf

    def clear(self, sign: Sign) -> None:
        """Throw the shelf away if nothing is left on it."""
        place = (sign.kind, sign.ring, sign.delay)
        if not self.shelves[place]:
            del self.shelves[place]

    def lines(self) -> Iterator[Line]:
        """Every line, in no order."""
        for shelf in self.shelves.values():
            for drawer in shelf:
                yield from drawer.lines.values()
                for below in drawer.below or ():
                    yield from below.lines.values()
