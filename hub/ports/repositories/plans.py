"""Plans, routing profiles, skills, shared opening hours, promised times."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from hub.domain.profiles import Skill

T = TypeVar("T")


class Shelf(Protocol[T]):
    """Named things with an id and a version."""

    def get(self, key: str) -> T | None:
        """Return one."""

    def all(self) -> Sequence[T]:
        """List all, by name."""

    def add(self, value: T) -> None:
        """Insert."""

    def update(self, value: T, expected_version: int) -> None:
        """Write; raise `StaleVersionError` when the row is at another version."""

    def remove(self, key: str) -> None:
        """Delete; what still names it simply has it no longer."""


class Skills(Protocol):
    """The skills that pages offer."""

    def all(self) -> Sequence[Skill]:
        """List all, by name."""

    def put(self, skill: Skill) -> None:
        """Insert or replace by name."""

    def remove(self, name: str) -> None:
        """Delete."""
