"""A third party's channel kind, found by its entry point: carrier pigeons that fly over HTTP."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from hub.domain.interactions import InteractionKind
from hub.errors import InboundRejectedError
from hub.ports.channels import (
    Capability,
    Channel,
    ChannelContext,
    CheckResult,
    Inbound,
    Outbound,
    Receipt,
    WebhookReply,
    WebhookRequest,
)


class PigeonSettings(BaseModel):
    """Where the loft is."""

    model_config = ConfigDict(extra="forbid")

    loft: str


class PigeonChannel:
    """Keeps the letters that flew out."""

    kind = InteractionKind.WEBHOOK
    capabilities = frozenset({Capability.TEXT_OUT})
    region: str | None = None

    def __init__(self, settings: PigeonSettings, context: ChannelContext) -> None:
        self.name = context.name
        self.address = settings.loft
        self.flown: list[Outbound] = []
        self._context = context

    async def receive(self, request: WebhookRequest) -> WebhookReply:
        ring, _, letter = request.body.decode().partition(" ")
        if not letter:
            raise InboundRejectedError(400, "a pigeon without a letter")
        await self._context.host.deliver(
            Inbound(
                channel=self.name,
                kind=self.kind,
                provider_id=f"{ring}-{letter}",
                sender=ring,
                sender_kind="external",
                text=letter,
                received_at=self._context.clock.now(),
            )
        )
        return WebhookReply(status=204)

    async def send(self, outbound: Outbound) -> Receipt:
        self.flown.append(outbound)
        return Receipt(provider_id=f"flight-{len(self.flown)}")

    async def check(self) -> list[CheckResult]:
        return []

    async def close(self) -> None:
        self.flown.clear()


class PigeonKind:
    """The entry point's object."""

    kind = "pigeon"
    settings: type[BaseModel] = PigeonSettings

    def build(self, settings: Any, context: ChannelContext) -> Channel:
        return PigeonChannel(settings, context)


KIND = PigeonKind()
