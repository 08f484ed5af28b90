"""What supervisors do about routing, and the live view, on the wire."""

from typing import Annotated

from pydantic import Field

from hub.web.models.base import Body, Id, Shown


class AssignBody(Body):
    """Who gets it; with `ignore_capacity` also an agent who is full."""

    agent_id: Id
    ignore_capacity: bool = False


class MoveBody(Body):
    """Where it shall wait."""

    queue_id: Id


class ReprioritiseBody(Body):
    """The new head start, in points."""

    priority: Annotated[int, Field(ge=-100, le=100)]


class ShownLive(Shown):
    """The floor as it is now, with the event number to go on from."""

    seq: int
    now: str
    queues: list[dict[str, object]]
    agents: list[dict[str, object]]
    waiting: list[dict[str, object]]
    waiting_total: int
    alarms: list[dict[str, object]]
