"""What pages ask of live calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from hub.domain.calls import LegMode, LegState


class CallAction(StrEnum):
    """What an agent can do with a call; `DIGITS` sends keypad tones.

    In a warm transfer: `COMPLETE` hands over to the colleague, `CANCEL` sends the colleague away, `CONFERENCE` brings
    all three together, `SWAP` changes whom the agent talks to, `CONSULT` goes back to the colleague alone. `NO_ANSWER`
    says that a callback reached nobody, or a mailbox.
    """

    HOLD = "hold"
    UNHOLD = "unhold"
    MUTE = "mute"
    UNMUTE = "unmute"
    HANG_UP = "hang_up"
    DIGITS = "digits"
    COMPLETE = "complete"
    CANCEL = "cancel"
    CONFERENCE = "conference"
    SWAP = "swap"
    CONSULT = "consult"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, kw_only=True)
class Monitor:
    """A supervisor on a call: `mode` is `listen`, `whisper` or `barge`."""

    agent_id: str
    mode: LegMode
    state: LegState
    since: datetime


@dataclass(frozen=True, kw_only=True)
class SoftphoneToken:
    """What the provider's browser SDK needs to sign in; valid for `ttl_s` seconds."""

    token: str
    identity: str
    ttl_s: int


class Calls(Protocol):
    """Live calls. Methods return after the provider confirmed and the new state is committed.

    Raise `NotFoundError`, `ConflictError` (no live call, or in a state that does not allow it) or `BusyError`.
    """

    async def dial(self, interaction_id: str) -> None:
        """Connect an outbound call that `write_first` stored: first the agent's phone, then the customer's."""

    async def act(self, interaction_id: str, action: CallAction, *, value: str = "", by: str) -> None:
        """Carry out an agent's command on the call."""

    async def consult(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        """Begin a warm transfer: the customer hears music, and an agent or a queue (exactly one) is asked."""

    async def monitor(self, interaction_id: str, mode: LegMode, *, agent_id: str, actor: str) -> None:
        """Ring a supervisor's telephone to listen, whisper or barge; on the call already, change the mode."""

    async def stop_monitoring(self, interaction_id: str, *, agent_id: str, actor: str) -> None:
        """Let the supervisor go; the call is unharmed. Nothing happens when there is none."""

    async def monitors(self, interaction_id: str) -> Sequence[Monitor]:
        """List the supervisors on a call, those hidden from its agents included."""

    def softphone(self, agent_id: str) -> SoftphoneToken | None:
        """Make a token for the browser's softphone; None when none is configured."""
