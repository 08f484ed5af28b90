"""Lists on the wire: items and where the next page begins."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from hub.services.shapes import Shape


class Identified(Protocol):
    """Whatever has an id that orders it."""

    @property
    def id(self) -> str:
        """The id."""


T = TypeVar("T", bound=Identified)


def page_shape(found: Sequence[T], shape: Callable[[T], Shape], *, limit: int) -> Shape:
    """Show `limit` items of `found`; one item more than that says that there is a next page."""
    shown = found[:limit]
    return {"items": [shape(each) for each in shown], "next": shown[-1].id if len(found) > limit else None}
