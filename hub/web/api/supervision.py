"""What supervisors do about routing: assign, move, requeue, take an offer back, change the priority."""

from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.services.assignment.offer_views import offer_views
from hub.services.conversations.edit import require_interaction
from hub.services.events.announce import interaction_views
from hub.services.shapes import Shape
from hub.web.models.supervision import AssignBody, MoveBody, ReprioritiseBody
from hub.web.route import Call


async def assign(call: Call) -> Shape:
    """Offer it to one agent."""
    body = call.body_as(AssignBody)
    await call.services.supervision.assign(
        call.path["id"], body.agent_id, ignore_capacity=body.ignore_capacity, by=call.caller.actor
    )
    return await _interaction(call)


async def move(call: Call) -> Shape:
    """Let it wait in another queue."""
    await call.services.supervision.move(call.path["id"], call.body_as(MoveBody).queue_id, by=call.caller.actor)
    return await _interaction(call)


async def requeue(call: Call) -> Shape:
    """Take it out of an agent's hands."""
    await call.services.supervision.requeue(call.path["id"], by=call.caller.actor)
    return await _interaction(call)


async def reprioritise(call: Call) -> Shape:
    """Change its place in line."""
    priority = call.body_as(ReprioritiseBody).priority
    await call.services.supervision.reprioritise(call.path["id"], priority, by=call.caller.actor)
    return await _interaction(call)


async def rescind(call: Call) -> Shape:
    """Take an offer back."""
    await call.services.supervision.rescind(call.path["id"], by=call.caller.actor)

    def work(tx: Tx) -> Shape:
        offer = tx.offers.get(call.path["id"])
        if offer is None:
            raise NotFoundError(f"there is no offer {call.path['id']}")
        return offer_views(tx, [offer])[0]

    return await call.read(work)


async def _interaction(call: Call) -> Shape:
    return await call.read(lambda tx: interaction_views(tx, [require_interaction(tx, call.path["id"])])[0])
