"""Says of a configuration what will never match, never happen or never end, and what to do about it."""

from collections.abc import Callable, Iterable

from hub.ports.repositories import Tx
from hub.services.routing_config import RoutingConfig, read_routing
from hub.services.routing_findings import Finding
from hub.services.shapes import Shape

_CHECKS: tuple[Callable[[RoutingConfig], Iterable[Finding]], ...] = ()


def findings(config: RoutingConfig) -> list[Finding]:
    """Everything that looks wrong, the worst first within each sort of thing."""
    return [finding for check in _CHECKS for finding in check(config)]


def routing_warnings(tx: Tx, about: str | None = None) -> list[Shape]:
    """What looks wrong in all, or with one thing and what names it."""
    found = findings(read_routing(tx))
    return [each.shape() for each in found if about is None or about in (each.id, *each.concerns)]
