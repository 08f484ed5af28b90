"""Stand-ins for what the web layer only passes on to: routing, calls, a channel, blobs."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hub.domain.agents import PresenceState
from hub.domain.calls import LegMode
from hub.domain.interactions import InteractionKind
from hub.errors import InboundRejectedError, NotFoundError
from hub.ports.calls import CallAction, Monitor, SoftphoneToken
from hub.ports.channels import (
    Capability,
    CheckResult,
    Outbound,
    Receipt,
    WebhookReply,
    WebhookRequest,
)
from hub.ports.router import RoutingListener


@dataclass
class FakeRouter:
    """Writes down what it is asked; `refuse` is raised by the next call."""

    asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)
    refuse: Exception | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for(self, name: str) -> None:
        """Wait until it was asked for something."""
        while name not in self.names():
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 5)

    def _note(self, name: str, *args: Any, **kwargs: Any) -> None:
        self.asked.append((name, args, kwargs))
        self.changed.set()
        if self.refuse is not None:
            error, self.refuse = self.refuse, None
            raise error

    def names(self) -> list[str]:
        return [name for name, _, _ in self.asked]

    def listen(self, listener: RoutingListener) -> None:
        self._note("listen", listener)

    def hint(self, interaction_id: str) -> None:
        self._note("hint", interaction_id)

    async def set_presence(self, agent_id: str, state: PresenceState, reason: str = "", *, by: str) -> None:
        self._note("set_presence", agent_id, state, reason, by=by)

    async def connection_lost(self, agent_id: str) -> None:
        self._note("connection_lost", agent_id)

    async def connection_restored(self, agent_id: str, *, acknowledges: bool | None = None) -> None:
        told = {} if acknowledges is None else {"acknowledges": acknowledges}
        self._note("connection_restored", agent_id, **told)

    async def acknowledge(self, offer_id: str, agent_id: str) -> None:
        self._note("acknowledge", offer_id, agent_id)

    async def accept(self, offer_id: str, agent_id: str) -> None:
        self._note("accept", offer_id, agent_id)

    async def reject(self, offer_id: str, agent_id: str, reason: str) -> None:
        self._note("reject", offer_id, agent_id, reason)

    async def connected(self, interaction_id: str, agent_id: str) -> None:
        self._note("connected", interaction_id, agent_id)

    async def connect_failed(self, interaction_id: str, agent_id: str, cause: str) -> None:
        self._note("connect_failed", interaction_id, agent_id, cause)

    async def hold(self, interaction_id: str, *, on: bool) -> None:
        self._note("hold", interaction_id, on=on)

    async def pend(self, interaction_id: str, *, by: str) -> None:
        self._note("pend", interaction_id, by=by)

    async def snooze(self, interaction_id: str, until: datetime, *, by: str) -> None:
        self._note("snooze", interaction_id, until, by=by)

    async def resume(self, interaction_id: str, *, by: str) -> None:
        self._note("resume", interaction_id, by=by)

    async def transfer(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        self._note("transfer", interaction_id, by=by, agent_id=agent_id, queue_id=queue_id, note=note)

    async def consult(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        self._note("consult", interaction_id, by=by, agent_id=agent_id, queue_id=queue_id, note=note)

    async def complete_consult(self, interaction_id: str, *, by: str) -> None:
        self._note("complete_consult", interaction_id, by=by)

    async def cancel_consult(self, interaction_id: str, *, by: str) -> None:
        self._note("cancel_consult", interaction_id, by=by)

    async def agent_gone(self, interaction_id: str, agent_id: str, cause: str) -> None:
        self._note("agent_gone", interaction_id, agent_id, cause)

    async def ask_callback(self, interaction_id: str, number: str) -> None:
        self._note("ask_callback", interaction_id, number)

    async def postpone(self, interaction_id: str, *, by: str, cause: str) -> None:
        self._note("postpone", interaction_id, by=by, cause=cause)

    async def cancel_callback(self, interaction_id: str, *, by: str, cause: str) -> None:
        self._note("cancel_callback", interaction_id, by=by, cause=cause)

    async def end(self, interaction_id: str, *, by: str) -> None:
        self._note("end", interaction_id, by=by)

    async def close(self, interaction_id: str, *, by: str, disposition: str | None = None) -> None:
        self._note("close", interaction_id, by=by, disposition=disposition)

    async def extend_wrap_up(self, interaction_id: str, *, by: str) -> None:
        self._note("extend_wrap_up", interaction_id, by=by)

    async def abandon(self, interaction_id: str, cause: str = "customer_left") -> None:
        self._note("abandon", interaction_id, cause)

    async def divert(self, interaction_id: str, cause: str) -> None:
        self._note("divert", interaction_id, cause)

    async def start_outbound(self, interaction_id: str, agent_id: str) -> None:
        self._note("start_outbound", interaction_id, agent_id)

    async def floor(self) -> Mapping[str, object]:
        self._note("floor")
        return {"waiting": [], "waiting_total": 0, "estimates": {}, "alarms": []}

    async def assign(self, interaction_id: str, agent_id: str, *, ignore_capacity: bool, by: str) -> None:
        self._note("assign", interaction_id, agent_id, ignore_capacity=ignore_capacity, by=by)

    async def move(self, interaction_id: str, queue_id: str, *, by: str) -> None:
        self._note("move", interaction_id, queue_id, by=by)

    async def requeue(self, interaction_id: str, *, by: str) -> None:
        self._note("requeue", interaction_id, by=by)

    async def rescind(self, offer_id: str, *, by: str) -> None:
        self._note("rescind", offer_id, by=by)

    async def reprioritise(self, interaction_id: str, priority: int, *, by: str) -> None:
        self._note("reprioritise", interaction_id, priority, by=by)

    async def explain(self, interaction_id: str) -> Mapping[str, object]:
        self._note("explain", interaction_id)
        return {"interaction_id": interaction_id}

    async def explain_agent(self, agent_id: str) -> Mapping[str, object]:
        self._note("explain_agent", agent_id)
        return {"agent_id": agent_id}


@dataclass
class FakeCalls:
    """Writes down what it is asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    async def dial(self, interaction_id: str) -> None:
        self.asked.append(("dial", interaction_id))

    async def act(self, interaction_id: str, action: CallAction, *, value: str = "", by: str) -> None:
        self.asked.append((action.value, interaction_id, value, by))

    async def consult(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        self.asked.append(("consult", interaction_id, by, agent_id, queue_id, note))

    async def monitor(self, interaction_id: str, mode: LegMode, *, agent_id: str, actor: str) -> None:
        self.asked.append(("monitor", interaction_id, mode.value, agent_id, actor))

    async def stop_monitoring(self, interaction_id: str, *, agent_id: str, actor: str) -> None:
        self.asked.append(("stop_monitoring", interaction_id, agent_id, actor))

    async def monitors(self, interaction_id: str) -> Sequence[Monitor]:
        return ()

    def softphone(self, agent_id: str) -> SoftphoneToken | None:
        return None


@dataclass
class ToyChannel:
    """A text channel whose provider signs with the word `right`."""

    name: str = "toy"
    kind: InteractionKind = InteractionKind.SMS
    capabilities: frozenset[Capability] = frozenset({Capability.TEXT_OUT, Capability.WRITE_FIRST})
    address: str = "+14155550100"
    region: str | None = "US"
    requests: list[WebhookRequest] = field(default_factory=list)
    error: Exception | None = None

    async def receive(self, request: WebhookRequest) -> WebhookReply:
        self.requests.append(request)
        if request.headers.get("Signature") != "right":
            raise InboundRejectedError(403, "the signature is wrong")
        if self.error is not None:
            raise self.error
        return WebhookReply(content_type="text/xml", body=b"<Response/>")

    async def check(self) -> list[CheckResult]:
        return []

    async def send(self, outbound: Outbound) -> Receipt:
        return Receipt(provider_id=outbound.delivery_id)

    async def close(self) -> None:
        """Nothing is open."""


class MemoryBlobs:
    """Blobs in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def put(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        self.kept[key] = data
        return key

    async def get(self, key: str) -> bytes:
        if key not in self.kept:
            raise NotFoundError(f"there is no blob {key}")
        return self.kept[key]

    async def open(self, key: str) -> AsyncIterator[bytes]:
        yield await self.get(key)
