"""Lists, shows, makes, changes and deletes the named parts of the routing, all in the same way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from hub.ports.repositories import Tx
from hub.services.routing_setup.shelf import Keeper, Named
from hub.services.shapes import Shape
from hub.web.api.configured import configured, removed, warnings_about
from hub.web.route import Call

T = TypeVar("T", bound=Named)
T_co = TypeVar("T_co", covariant=True)


class _Edit(Protocol[T_co]):
    def __call__(
        self, tx: Tx, key: str, fields: dict[str, object], *, expected_version: int | None, at: datetime
    ) -> T_co: ...


class _Create(Protocol[T_co]):
    def __call__(self, tx: Tx, fields: dict[str, object], *, at: datetime) -> T_co: ...


@dataclass(frozen=True, kw_only=True)
class ShelfApi(Generic[T]):
    """The endpoints of one sort of thing; `new` and `change` are its request models."""

    keeper: Keeper[T]
    make: _Create[T]
    alter: _Edit[T]
    new: type[BaseModel]
    change: type[BaseModel]

    async def list_(self, call: Call) -> Shape:
        """All of them."""
        keeper = self.keeper
        return await call.read(
            lambda tx: {"items": [keeper.shape(each) for each in keeper.shelf(tx).all()], "next": None}
        )

    async def show(self, call: Call) -> Shape:
        """One, with what looks wrong about it."""
        key = call.path["id"]
        return await call.read(
            lambda tx: {**self.keeper.shape(self.keeper.require(tx, key)), "warnings": warnings_about(tx, call, key)}
        )

    async def create(self, call: Call) -> Shape:
        """Make one."""
        fields, now = _fields(call, self.new), call.services.clock.now()
        return await configured(call, f"{self._sort}.made", lambda tx: self._made(self.make(tx, fields, at=now)))

    async def edit(self, call: Call) -> Shape:
        """Change one."""
        fields, now = _fields(call, self.change), call.services.clock.now()

        def work(tx: Tx) -> tuple[str, Shape]:
            key, version = call.path["id"], call.expected_version
            return self._made(self.alter(tx, key, fields, expected_version=version, at=now))

        return await configured(call, f"{self._sort}.changed", work)

    async def remove(self, call: Call) -> None:
        """Delete one that nothing uses."""
        key, now = call.path["id"], call.services.clock.now()
        version = call.expected_version
        await removed(
            call, f"{self._sort}.removed", key, lambda tx: self.keeper.remove(tx, key, expected_version=version, at=now)
        )

    @property
    def _sort(self) -> str:
        return self.keeper.event.value.split(".")[0]

    def _made(self, value: T) -> tuple[str, Shape]:
        return value.id, self.keeper.shape(value)


def _fields(call: Call, model: type[BaseModel]) -> dict[str, object]:
    body: Any = call.body_as(model)
    given: dict[str, object] = body.fields()
    return given
