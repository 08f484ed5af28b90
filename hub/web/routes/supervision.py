"""What supervisors see of routing, and what they do about it."""

from pydantic import BaseModel

from hub.web.api import live, supervision
from hub.web.models.base import Empty
from hub.web.models.interactions import ShownInteraction
from hub.web.models.routing import ShownOffer
from hub.web.models.supervision import AssignBody, MoveBody, ReprioritiseBody, ShownLive
from hub.web.roles import SUPERVISORS
from hub.web.route import Endpoint, Route, get, post


def _act(name: str, endpoint: Endpoint, summary: str, body: type[BaseModel]) -> Route:
    return post(f"/interactions/{{id}}/{name}", endpoint, SUPERVISORS, summary, body=body, answer=ShownInteraction)


ROUTES = (
    get("/live", live.show, SUPERVISORS, "The floor as it is now", answer=ShownLive),
    _act("assign", supervision.assign, "Offer it to one agent", AssignBody),
    _act("move", supervision.move, "Let it wait in another queue", MoveBody),
    _act("requeue", supervision.requeue, "Take it out of an agent's hands", Empty),
    _act("reprioritise", supervision.reprioritise, "Change its place in line", ReprioritiseBody),
    post("/offers/{id}/rescind", supervision.rescind, SUPERVISORS, "Take it back", body=Empty, answer=ShownOffer),
)
