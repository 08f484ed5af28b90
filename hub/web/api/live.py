"""/live: the floor as supervisors watch it; events carry on from its `seq`."""

from hub.services.shapes import Shape
from hub.web.route import Call


async def show(call: Call) -> Shape:
    """Queues with today's service, agents with their work, what waits, and alarms."""
    return await call.services.live.show()
