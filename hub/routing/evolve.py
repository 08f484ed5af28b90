"""Copies and new values without going through a frozen dataclass's `__init__`, which sets its fields one by one."""

from typing import Any, TypeVar

T = TypeVar("T")
_set = object.__setattr__


def evolve(value: T, **changes: Any) -> T:
    """Return a copy of a plain dataclass (no slots, no `__post_init__`) with some fields replaced."""
    copy: T = object.__new__(type(value))
    _set(copy, "__dict__", {**value.__dict__, **changes})
    return copy


def make(kind: type[T], **fields: Any) -> T:
    """Return a new value of a plain dataclass; every field must be given."""
    made: T = object.__new__(kind)
    _set(made, "__dict__", fields)
    return made
