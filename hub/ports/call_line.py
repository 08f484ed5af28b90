"""What a telephone channel can do with calls, in no provider's words."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from hub.domain.calls import CallLeg, CallScript
from hub.ports.calls import SoftphoneToken
from hub.ports.channels import Channel


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A recording as the provider keeps it."""

    id: str
    data: bytes
    type: str = "audio/wav"


@runtime_checkable
class CallLine(Channel, Protocol):
    """A channel of the kind `phone`. Methods raise `SendFailedError`; a call that is over already is no error."""

    script: CallScript

    async def dial(self, leg: CallLeg, *, step: str) -> str:
        """Ring `leg.address`; when it answers, `step` is asked for with the leg's id. Return the provider's id."""

    async def hang_up(self, provider_id: str) -> None:
        """End a leg, ringing or connected."""

    async def redirect(self, provider_id: str, step: str) -> None:
        """Take a leg out of what it does and go on with `step`."""

    async def hold(self, conference: str, provider_id: str, *, on: bool) -> bool:
        """Put a leg on hold with music, or take it back; return what the conference says it is now."""

    async def mute(self, conference: str, provider_id: str, *, on: bool) -> bool:
        """Mute a leg; return what the conference says it is now."""

    async def is_in(self, conference: str, provider_id: str) -> bool:
        """Ask whether a leg is in a conference that goes on."""

    async def supervise(self, conference: str, provider_id: str, *, muted: bool, coached: str | None) -> None:
        """Let a leg be heard by nobody (`muted`), by one other alone (`coached`, its provider's id), or by all."""

    async def recording(self, recording_id: str) -> Recording:
        """Fetch a finished recording."""

    async def state_of(self, provider_id: str) -> str:
        """Ask how a leg stands: `ringing`, `answered`, or why it ended (`completed`, `busy`, `no_answer` ...)."""

    def softphone(self, agent_id: str) -> SoftphoneToken | None:
        """Make a token for the browser's softphone; None when it is not configured."""

    def softphone_address(self, agent_id: str) -> str:
        """Return the address under which an agent's browser rings; "" when none is configured."""
