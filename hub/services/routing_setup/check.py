"""Says of a configuration what will never match, never happen or never end, and what to do about it."""

from datetime import datetime

from hub.ports.repositories import Tx
from hub.routing.policy import Ordering
from hub.services.routing_setup.check_people import check_people
from hub.services.routing_setup.check_plans import check_plans
from hub.services.routing_setup.check_queues import check_queues
from hub.services.routing_setup.check_rules import check_hours, check_promises, check_rules, check_starving
from hub.services.routing_setup.config import RoutingConfig, read_routing
from hub.services.routing_setup.findings import Finding
from hub.services.routing_setup.serving import Serving
from hub.services.shapes import Shape


def findings(
    config: RoutingConfig, *, at: datetime, ordering: Ordering = Ordering.HEAD_START, about: str | None = None
) -> list[Finding]:
    """Everything that looks wrong, or with one thing and what names it; each is said only once."""
    serving = Serving(config=config)
    found = [
        *check_queues(config, serving, at),
        *check_rules(config, serving, at),
        *check_plans(config, serving, about),
        *check_people(config, serving),
        *check_hours(config, at),
        *check_promises(config),
        *(check_starving(config) if ordering is Ordering.STRICT else ()),
    ]
    return [each for each in dict.fromkeys(found) if about is None or about in (each.id, *each.concerns)]


def routing_warnings(
    tx: Tx, about: str | None = None, *, at: datetime, ordering: Ordering = Ordering.HEAD_START
) -> list[Shape]:
    """What looks wrong in all, or with one thing."""
    return [each.shape() for each in findings(read_routing(tx), at=at, ordering=ordering, about=about)]
