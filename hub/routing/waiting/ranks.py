"""How many are ahead: sorted places in blocks, so that coming, leaving and counting cost little at any length."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Generic, TypeVar

_BLOCK = 512
Place = tuple[float, str]
P = TypeVar("P", bound=tuple[Any, ...])


class Ranks(Generic[P]):
    """A sorted list of unique places, kept in blocks that split when they grow."""

    __slots__ = ("_blocks", "_firsts")

    def __init__(self) -> None:
        self._blocks: list[list[P]] = []
        self._firsts: list[P] = []

    def __len__(self) -> int:
        """Count places."""
        return sum(map(len, self._blocks))

    def __iter__(self) -> Iterator[P]:
        """All places, the first first."""
        return chain.from_iterable(self._blocks)

    @property
    def first(self) -> P | None:
        """The first place."""
        return self._firsts[0] if self._firsts else None

    def add(self, place: P) -> None:
        """Take a place."""
        if not self._blocks:
            self._blocks.append([place])
            self._firsts.append(place)
            return
        number = self._block_of(place)
        block = self._blocks[number]
        insort(block, place)
        self._firsts[number] = block[0]
        if len(block) > 2 * _BLOCK:
            self._blocks[number : number + 1] = [block[:_BLOCK], block[_BLOCK:]]
            self._firsts[number : number + 1] = [block[0], block[_BLOCK]]

    def take(self, places: Iterable[P]) -> None:
        """Take very many places: sorted once, rather than put in one by one."""
        ordered = sorted(chain(self, places))
        self._blocks = [ordered[each : each + _BLOCK] for each in range(0, len(ordered), _BLOCK)]
        self._firsts = [block[0] for block in self._blocks]

    def remove(self, place: P) -> None:
        """Leave a place that was taken."""
        number = self._block_of(place)
        block = self._blocks[number]
        del block[bisect_left(block, place)]
        if block:
            self._firsts[number] = block[0]
        else:
            del self._blocks[number], self._firsts[number]

    def ahead(self, place: tuple[Any, ...]) -> int:
        """Count the places before this one."""
        if not self._blocks:
            return 0
        number = self._block_of(place)
        return sum(map(len, self._blocks[:number])) + bisect_left(self._blocks[number], place)

    def _block_of(self, place: tuple[Any, ...]) -> int:
        if len(self._firsts) == 1:
            return 0
        number = bisect_left(self._firsts, place)
        if number < len(self._firsts) and self._firsts[number] == place:
            return number
        return max(number - 1, 0)
