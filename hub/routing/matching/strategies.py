"""How the free agents of a line compare, by strategy: the least comes first."""

from collections.abc import Callable, Mapping
from typing import Any

from hub.domain.plans import Strategy
from hub.routing.agents.seats import Seat
from hub.routing.matching.pool import Needed

Key = tuple[Any, ...]
MOST_AT_ONCE = 50


def by_need(strategy: Strategy, needs: Needed) -> Callable[[Seat], Key]:
    """Return how agents compare for an item that needs this; orders that know members come from `by_seating`."""
    if strategy is Strategy.MOST_SKILLED:
        return lambda seat: (-_levels(seat, needs), seat.presence.ticket, seat.id)
    if strategy is Strategy.BEST_MATCH:
        return lambda seat: (-_surplus(seat, needs), seat.presence.ticket, seat.id)
    return _PLAIN.get(strategy, _idle)


def by_itself(strategy: Strategy) -> Callable[[Seat], Key] | None:
    """How agents compare whatever an item needs, where the strategy is such."""
    return _ALONE.get(strategy)


def by_seating(places: Mapping[str, int], last: str | None) -> Callable[[Seat], Key]:
    """The order of members, after `last` and around; who serves the queue by profile comes behind, by id."""
    start = _seat_number(places, last) if last is not None else (-1, "")

    def key(seat: Seat) -> Key:
        number = _seat_number(places, seat.id)
        return number <= start, number

    return key


def _seat_number(places: Mapping[str, int], agent_id: str) -> tuple[int, str]:
    return places.get(agent_id, len(places)), agent_id


def _levels(seat: Seat, needs: Needed) -> int:
    """The levels of the skills asked for; of all skills where none is."""
    skills = seat.skills
    return sum(skills.get(skill, 0) for skill, _, _ in needs) if needs else sum(skills.values())


def _surplus(seat: Seat, needs: Needed) -> int:
    """By how much the levels exceed what is asked for."""
    return sum(seat.skills.get(skill, 0) - least for skill, least, _ in needs)


def _idle(seat: Seat) -> Key:
    return seat.current_order()


def _occupied(seat: Seat) -> Key:
    return seat.occupied(), seat.presence.ticket, seat.id


def _few_skills(seat: Seat) -> Key:
    return len(seat.skills), seat.presence.ticket, seat.id


def _handled(seat: Seat) -> Key:
    return seat.presence.handled, seat.presence.ticket, seat.id


def _by_ticket(seat: Seat) -> Key:
    return seat.presence.ticket, seat.id


_ALONE: dict[Strategy, Callable[[Seat], Key]] = {
    Strategy.LEAST_OCCUPIED: _occupied,
    Strategy.FEWEST_SKILLS_FIRST: _few_skills,
    Strategy.FEWEST_HANDLED: _handled,
}
_PLAIN: dict[Strategy, Callable[[Seat], Key]] = {**_ALONE, Strategy.RANDOM: _by_ticket}
