"""What pages ask of live calls."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CallAction(StrEnum):
    """What an agent can do with a call; `DIGITS` sends keypad tones."""

    HOLD = "hold"
    UNHOLD = "unhold"
    MUTE = "mute"
    UNMUTE = "unmute"
    HANG_UP = "hang_up"
    DIGITS = "digits"


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

    def softphone(self, agent_id: str) -> SoftphoneToken | None:
        """Make a token for the browser's softphone; None when none is configured."""
