"""When Python looks for garbage in cycles: seldom, a little at a time, and not while a domain is being loaded."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG, _MIDDLE, _OLD = 10_000, 5, 200
"""A collection holds everything up for as long as it walks, some 0.2 us an object that lives: of the youngest it takes
2 ms, of the middle ones, which are at most six times as many, 15 ms (https://docs.python.org/3/library/gc.html)."""


def collect_in_small_steps() -> None:
    """Look for cycles less often than Python would, since few are made, and never at very many objects at once."""
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


@contextmanager
def loading() -> Iterator[None]:
    """Do not look while very much is loaded that stays: nothing of it is garbage, and walking it takes half the time.

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
