"""Lists, shows, makes, changes and deletes the named parts of the routing, all in the same way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from hub.ports.repositories import Tx
from hub.services.routing_check import routing_warnings
from hub.services.routing_shelf import Keeper, Named
from hub.services.shapes import Shape
from hub.web.route import Call

T = TypeVar("T", bound=Named)


class _Edit(Protocol):
    def __call__(
        self, tx: Tx, key: str, fields: dict[str, object], *, expected_version: int | None, at: datetime
    ) -> Named: ...


class _Create(Protocol):
    def __call__(self, tx: Tx, fields: dict[str, object], *, at: datetime) -> Named: ...


@dataclass(frozen=True, kw_only=True)
class ShelfApi(Generic[T]):
    """The endpoints of one sort of thing; `new` and `change` are its request models."""

    keeper: Keeper[T]
    make: _Create
    alter: _Edit
    new: type[BaseModel]
    change: type[BaseModel]

    async def list_(self, call: Call) -> Shape:
        """All of them."""
        keeper = self.keeper
        return await call.read(
            lambda tx: {"items": [keeper.shape(each) for each in keeper.shelf(tx).all()], "next": None}
        )

    async def show(self, call: Call) -> Shape:
        """One."""
        now = call.services.clock.now()
        return await call.read(lambda tx: self._view(tx, call.path["id"], now))

    async def create(self, call: Call) -> Shape:
        """Make one."""
        fields, now = _fields(call, self.new), call.services.clock.now()
        return await call.write(lambda tx: self._view(tx, self.make(tx, fields, at=now).id, now))

    async def edit(self, call: Call) -> Shape:
        """Change one."""
        fields, now = _fields(call, self.change), call.services.clock.now()

        def work(tx: Tx) -> Shape:
            changed = self.alter(tx, call.path["id"], fields, expected_version=call.expected_version, at=now)
            return self._view(tx, changed.id, now)

        return await call.write(work)

    async def remove(self, call: Call) -> None:
        """Delete one that nothing uses."""
        key, now = call.path["id"], call.services.clock.now()
        await call.services.database.write(
            lambda tx: self.keeper.remove(tx, key, expected_version=call.expected_version, at=now)
        )

    def _view(self, tx: Tx, key: str, now: datetime) -> Shape:
        return {**self.keeper.shape(self.keeper.require(tx, key)), "warnings": routing_warnings(tx, key, at=now)}


def _fields(call: Call, model: type[BaseModel]) -> dict[str, object]:
    body: Any = call.body_as(model)
    given: dict[str, object] = body.fields()
    return given
