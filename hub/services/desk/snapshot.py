"""The desk's first picture: everything an agent's screen shows, with the event number to go on from."""

from collections.abc import Iterable
from datetime import datetime

from hub.domain.customers import Customer
from hub.domain.interactions import Interaction
from hub.domain.profiles import queues_served
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.assignment.offer_views import offer_views
from hub.services.events.announce import agent_loads, interaction_views
from hub.services.knowledge.canned_replies import canned_shape
from hub.services.knowledge.macros import macro_shape
from hub.services.knowledge.sharing import usable
from hub.services.routing_setup.queues import queue_views
from hub.services.shapes import Shape, agent_shape, consulted_agent, customer_shape, time_shape
from hub.services.shapes_routing import disposition_shape

_MINE = 200
OPEN_STATES = (
    "new",
    "waiting",
    "offered",
    "connecting",
    "active",
    "held",
    "pending",
    "snoozed",
    "wrapping",
    "voicemail",
)


def snapshot(tx: Tx, *, agent_id: str | None, at: datetime) -> Shape:
    """Read the picture; `seq` comes first, so that events seen twice patch what is already there."""
    seq = tx.events.newest()
    agents = agent_views(tx)
    offers = tx.offers.of_agent(agent_id) if agent_id else ()
    mine = _mine(tx, agent_id)
    return {
        "seq": seq,
        "now": time_shape(at),
        "agent": next((each for each in agents if each["id"] == agent_id), None),
        "offers": offer_views(tx, offers),
        "interactions": interaction_views(tx, mine),
        "customers": [customer_shape(each) for each in _customers_of(tx, mine)],
        "agents": agents,
        "queues": queue_views(tx, at=at),
        "dispositions": [disposition_shape(each) for each in tx.queues.dispositions()],
        "canned": [canned_shape(tx, each) for each in usable(tx, tx.canned_replies.all(), agent_id)],
        "macros": [macro_shape(tx, each) for each in usable(tx, tx.macros.all(), agent_id)],
    }


def agent_views(tx: Tx) -> list[Shape]:
    """All agents with their load and queues."""
    agents = tx.agents.all()
    loads = agent_loads(tx, agents)
    served = queues_served(agents, tx.queues.all(), {each.id: each for each in tx.profiles.all()})
    return [agent_shape(each, load=loads.get(each.id), queue_ids=served[each.id]) for each in agents]


def _mine(tx: Tx, agent_id: str | None) -> list[Interaction]:
    """What the agent has, and colleagues' calls in which the agent is asked."""
    if agent_id is None:
        return []
    own = tx.interactions.page(InteractionFilter(agent_id=agent_id, states=OPEN_STATES), after=None, limit=_MINE)
    known = {each.id for each in own}
    called = {leg.interaction_id for leg in tx.call_legs.live_of_agent(agent_id)} - known
    asked = (each for each in tx.interactions.get_many(sorted(called)).values() if consulted_agent(each) == agent_id)
    return [*own, *asked]


def _customers_of(tx: Tx, interactions: Iterable[Interaction]) -> Iterable[Customer]:
    return tx.customers.get_many(sorted({each.customer_id for each in interactions if each.customer_id})).values()
