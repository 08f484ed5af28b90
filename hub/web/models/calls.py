"""Live calls on the wire: what is done with them, to whom they go on, and who listens."""

from typing import Annotated, Literal

from pydantic import Field

from hub.domain.calls import LegMode, LegState
from hub.ports.calls import CallAction
from hub.web.models.base import Body, Id, Prose, Shown


class TransferBody(Body):
    """To whom: an agent or a queue. `warm` (calls alone) asks them first, while the customer hears music."""

    agent_id: Id | None = None
    queue_id: Id | None = None
    note: Prose = ""
    mode: Literal["cold", "warm"] = "cold"


class CallBody(Body):
    """What to do with the call; `value` holds keypad digits."""

    action: CallAction
    value: Annotated[str, Field(max_length=64, pattern=r"^[0-9*#w]*$")] = ""


class MonitorBody(Body):
    """How to take part: `listen` unheard, `whisper` to the agent alone, `barge` in."""

    mode: Literal[LegMode.LISTEN, LegMode.WHISPER, LegMode.BARGE]


class ShownMonitor(Shown):
    """A supervisor on a call."""

    agent_id: str
    mode: LegMode
    state: LegState
    since: str


class ShownMonitors(Shown):
    """The supervisors on a call."""

    items: list[ShownMonitor]
    next: None
