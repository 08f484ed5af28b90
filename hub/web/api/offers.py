"""/offers: what is proposed to the caller."""

from hub.errors import ForbiddenError, NotFoundError
from hub.ports.repositories import Tx
from hub.services.assignment.offer_views import offer_views
from hub.services.shapes import Shape
from hub.web.models.routing import RejectBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """The caller's pending offers, oldest first."""
    agent_id = _agent(call)
    return await call.read(lambda tx: {"items": offer_views(tx, tx.offers.of_agent(agent_id)), "next": None})


async def accept(call: Call) -> Shape:
    """Take the work."""
    await call.services.router.accept(call.path["id"], _agent(call))
    return await _view(call)


async def reject(call: Call) -> Shape:
    """Refuse the work."""
    await call.services.router.reject(call.path["id"], _agent(call), call.body_as(RejectBody).reason)
    return await _view(call)


async def acknowledge(call: Call) -> Shape:
    """The desk shows it."""
    await call.services.router.acknowledge(call.path["id"], _agent(call))
    return await _view(call)


async def _view(call: Call) -> Shape:
    def work(tx: Tx) -> Shape:
        offer = tx.offers.get(call.path["id"])
        if offer is None:
            raise NotFoundError(f"there is no offer {call.path['id']}")
        return offer_views(tx, [offer])[0]

    return await call.read(work)


def _agent(call: Call) -> str:
    if call.caller.agent_id is None:
        raise ForbiddenError("offers are for agents; your user is no agent")
    return call.caller.agent_id
