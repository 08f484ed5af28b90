"""Keeping named parts of the routing (plans, profiles, hours, promises): make, change, remove, tell everyone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.errors import ConflictError, InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.ports.repositories.plans import Shelf
from hub.services.routing_setup.config import RoutingConfig, read_routing
from hub.services.shapes import Shape


class Named(Protocol):
    """What all of them have."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


@dataclass(frozen=True, kw_only=True)
class Keeper(Generic[T]):
    """How one sort of thing is kept; `what` is its name in sentences, `users` names who would miss it."""

    what: str
    event: EventType
    shelf: Callable[[Tx], Shelf[T]]
    shape: Callable[[T], Shape]
    refuse: Callable[[T, RoutingConfig], None]
    users: Callable[[str, RoutingConfig], list[str]]

    def require(self, tx: Tx, key: str, *, expected_version: int | None = None) -> T:
        """Return one at the expected version."""
        found = self.shelf(tx).get(key)
        if found is None:
            raise NotFoundError(f"there is no {self.what} {key}")
        if expected_version not in (None, found.version):
            raise StaleVersionError(f"{self.what} {key} is at version {found.version}; read it again")
        return found

    def create(self, tx: Tx, value: T, *, at: datetime) -> T:
        """Add one."""
        self._check(tx, value)
        self.shelf(tx).add(value)
        self.announce(tx, value, at=at)
        return value

    def edit(self, tx: Tx, key: str, fields: Mapping[str, object], *, expected_version: int | None, at: datetime) -> T:
        """Change the fields given."""
        before = self.require(tx, key, expected_version=expected_version)
        after: T = replace(before, **fields, version=before.version + 1, updated_at=at)  # type: ignore[type-var]
        self._check(tx, after)
        self.shelf(tx).update(after, before.version)
        self.announce(tx, after, at=at)
        return after

    def remove(self, tx: Tx, key: str, *, expected_version: int | None, at: datetime) -> None:
        """Delete one that nothing uses."""
        found = self.require(tx, key, expected_version=expected_version)
        users = self.users(key, read_routing(tx))
        if users:
            message = f"{self.what} {found.name!r} is used by {', '.join(users[:10])}; give these another first"
            raise ConflictError(message)
        self.shelf(tx).remove(key)
        self.announce(tx, found, at=at, deleted=True)

    def announce(self, tx: Tx, value: T, *, at: datetime, deleted: bool = False) -> None:
        """Write the event."""
        data: dict[str, Any] = {**self.shape(value), "deleted": deleted}
        tx.events.add(NewEvent(type=self.event, data=data, subject_id=value.id, audience=(EVERYONE,), at=at))

    def _check(self, tx: Tx, value: T) -> None:
        if not value.name.strip():
            raise InvalidError(f"a {self.what} needs a name", field="name")
        if any(each.name == value.name and each.id != value.id for each in self.shelf(tx).all()):
            raise InvalidError(f"another {self.what} is called {value.name!r}", field="name")
        self.refuse(value, read_routing(tx))
