"""When Python looks for garbage in cycles: seldom, a little at a time, and not while a domain is being loaded."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG, _MIDDLE, _OLD = 10_000, 4, 200
"""A collection holds everything up for as long as it walks, some 0.1 us an object that lives. The first number is how
many objects there must be more than at the last one, the second how many generations of the youngest may become one
middle one (https://docs.python.org/3/library/gc.html): with 20,000 and 20 that one took a tenth of a second.
"""


def collect_in_small_steps() -> None:
    """Look for cycles less often than Python would, since few are made, and never at very many objects at once."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def tidy() -> None:
    """Look now, when nobody waits for an answer, if it would have to be done soon anyway."""
    youngest, middle, old = gc.get_count()
    if youngest > _YOUNG // 4:
        gc.collect(2 if old > _OLD else 1 if middle > _MIDDLE else 0)


@contextmanager
def loading() -> Iterator[None]:
    """Do not look while very much is loaded that stays: nothing of it is garbage, and a look takes long.

    Afterwards it is left alone for good (`gc.freeze`), until `forget`.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def forget() -> None:
    """What was loaded may be garbage now."""
    gc.unfreeze()
