"""What can be looked up in the engine, answered among the asks: explanations."""

from collections.abc import Callable, Mapping

from hub.domain.interactions import Interaction
from hub.errors import NotFoundError
from hub.services.assignment_explain import agent_explained, interaction_explained
from hub.services.assignment_floor import Floor
from hub.services.assignment_values import Ask
from hub.services.shapes import Shape

EXPLAIN = "explain"


def is_view(ask: Ask) -> bool:
    """Whether an ask changes nothing."""
    return ask.name in _VIEWS


def view(ask: Ask, floor: Floor, interactions: Mapping[str, Interaction]) -> Shape:
    """Answer; raises `NotFoundError` for what is not there."""
    return _VIEWS[ask.name](ask, floor, interactions)


def _interaction(ask: Ask, floor: Floor, interactions: Mapping[str, Interaction]) -> Shape:
    interaction = interactions.get(ask.data["interaction_id"])
    if interaction is None:
        raise NotFoundError(f"there is no interaction {ask.data['interaction_id']}")
    return interaction_explained(floor, interaction)


def _agent(ask: Ask, floor: Floor, _interactions: Mapping[str, Interaction]) -> Shape:
    return agent_explained(floor, ask.data["agent_id"])


_VIEWS: dict[str, Callable[[Ask, Floor, Mapping[str, Interaction]], Shape]] = {
    EXPLAIN: _interaction,
    "explain_agent": _agent,
}
