"""Routing for the whole hub, asked from any process: asks become plain data, and the domain's owner decides."""

from collections.abc import Mapping
from datetime import datetime

from typing_extensions import override

from hub.domain.agents import PresenceState
from hub.domain.time import to_rfc3339
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.router import Router, RoutingListener
from hub.ports.supervision import Supervision
from hub.routing import Policy
from hub.services.assignment.domain import Domain
from hub.services.assignment.values import Ask
from hub.services.shapes import Shape


class Assignment(Router, Supervision):
    """Implements `hub.ports.router.Router`; `start` takes part in owning the domain, `stop` hands it on."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        routing_domain: str = "default",
        policy: Policy | None = None,
        name: str | None = None,
    ) -> None:
        """Take part in one domain; `name` is this process's in the lease, by default a new one."""
        self._domain = Domain(
            database=database, clock=clock, routing_domain=routing_domain, policy=policy or Policy(), name=name
        )

    @property
    def is_owner(self) -> bool:
        """Whether this process routes now."""
        return self._domain.is_owner

    def start(self) -> None:
        """Route as soon as nobody else does."""
        self._domain.start()

    async def stop(self) -> None:
        """Stop routing, and let a standby take over at once."""
        await self._domain.stop()

    async def _ask(self, name: str, **data: str | None) -> Shape:
        given = {key: value for key, value in data.items() if value is not None}
        return await self._domain.ask(Ask(name=name, data=given))

    @override
    def listen(self, listener: RoutingListener) -> None:
        self._domain.listen(listener)

    @override
    def hint(self, interaction_id: str) -> None:
        self._domain.hint(interaction_id)

    @override
    async def set_presence(self, agent_id: str, state: PresenceState, reason: str = "", *, by: str) -> None:
        await self._ask("set_presence", agent_id=agent_id, state=state.value, reason=reason, by=by)

    @override
    async def connection_lost(self, agent_id: str) -> None:
        await self._ask("connection_lost", agent_id=agent_id)

    @override
    async def connection_restored(self, agent_id: str, *, acknowledges: bool | None = None) -> None:
        told = None if acknowledges is None else "yes" if acknowledges else "no"
        await self._ask("connection_restored", agent_id=agent_id, acknowledges=told)

    @override
    async def acknowledge(self, offer_id: str, agent_id: str) -> None:
        await self._ask("acknowledge", offer_id=offer_id, agent_id=agent_id)

    @override
    async def accept(self, offer_id: str, agent_id: str) -> None:
        await self._ask("accept", offer_id=offer_id, agent_id=agent_id)

    @override
    async def reject(self, offer_id: str, agent_id: str, reason: str) -> None:
        await self._ask("reject", offer_id=offer_id, agent_id=agent_id, reason=reason)

    @override
    async def connected(self, interaction_id: str, agent_id: str) -> None:
        await self._ask("connected", interaction_id=interaction_id, agent_id=agent_id)

    @override
    async def connect_failed(self, interaction_id: str, agent_id: str, cause: str) -> None:
        await self._ask("connect_failed", interaction_id=interaction_id, agent_id=agent_id, cause=cause)

    @override
    async def hold(self, interaction_id: str, *, on: bool) -> None:
        await self._ask("hold", interaction_id=interaction_id, on="yes" if on else "no")

    @override
    async def pend(self, interaction_id: str, *, by: str) -> None:
        await self._ask("pend", interaction_id=interaction_id, by=by)

    @override
    async def snooze(self, interaction_id: str, until: datetime, *, by: str) -> None:
        await self._ask("snooze", interaction_id=interaction_id, until=to_rfc3339(until), by=by)

    @override
    async def resume(self, interaction_id: str, *, by: str) -> None:
        await self._ask("resume", interaction_id=interaction_id, by=by)

    @override
    async def transfer(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        await self._ask(
            "transfer", interaction_id=interaction_id, by=by, agent_id=agent_id, queue_id=queue_id, note=note
        )

    @override
    async def consult(
        self,
        interaction_id: str,
        *,
        by: str,
        agent_id: str | None = None,
        queue_id: str | None = None,
        note: str = "",
    ) -> None:
        await self._ask(
            "consult", interaction_id=interaction_id, by=by, agent_id=agent_id, queue_id=queue_id, note=note
        )

    @override
    async def complete_consult(self, interaction_id: str, *, by: str) -> None:
        await self._ask("complete_consult", interaction_id=interaction_id, by=by)

    @override
    async def cancel_consult(self, interaction_id: str, *, by: str) -> None:
        await self._ask("cancel_consult", interaction_id=interaction_id, by=by)

    @override
    async def agent_gone(self, interaction_id: str, agent_id: str, cause: str) -> None:
        await self._ask("agent_gone", interaction_id=interaction_id, agent_id=agent_id, cause=cause)

    @override
    async def ask_callback(self, interaction_id: str, number: str) -> None:
        await self._ask("ask_callback", interaction_id=interaction_id, number=number)

    @override
    async def postpone(self, interaction_id: str, *, by: str, cause: str) -> None:
        await self._ask("postpone", interaction_id=interaction_id, by=by, cause=cause)

    @override
    async def cancel_callback(self, interaction_id: str, *, by: str, cause: str) -> None:
        await self._ask("cancel_callback", interaction_id=interaction_id, by=by, cause=cause)

    @override
    async def end(self, interaction_id: str, *, by: str) -> None:
        await self._ask("end", interaction_id=interaction_id, by=by)

    @override
    async def close(self, interaction_id: str, *, by: str, disposition: str | None = None) -> None:
        await self._ask("close", interaction_id=interaction_id, by=by, disposition=disposition)

    @override
    async def extend_wrap_up(self, interaction_id: str, *, by: str) -> None:
        await self._ask("extend_wrap_up", interaction_id=interaction_id, by=by)

    @override
    async def abandon(self, interaction_id: str, cause: str = "customer_left") -> None:
        await self._ask("abandon", interaction_id=interaction_id, cause=cause)

    @override
    async def divert(self, interaction_id: str, cause: str) -> None:
        await self._ask("divert", interaction_id=interaction_id, cause=cause)

    @override
    async def start_outbound(self, interaction_id: str, agent_id: str) -> None:
        await self._ask("start_outbound", interaction_id=interaction_id, agent_id=agent_id)

    @override
    async def explain(self, interaction_id: str) -> Mapping[str, object]:
        return await self._ask("explain", interaction_id=interaction_id)

    @override
    async def explain_agent(self, agent_id: str) -> Mapping[str, object]:
        return await self._ask("explain_agent", agent_id=agent_id)

    @override
    async def floor(self) -> Mapping[str, object]:
        return await self._ask("floor")

    @override
    async def assign(self, interaction_id: str, agent_id: str, *, ignore_capacity: bool, by: str) -> None:
        ignores = "yes" if ignore_capacity else "no"
        await self._ask("assign", interaction_id=interaction_id, agent_id=agent_id, ignore_capacity=ignores, by=by)

    @override
    async def move(self, interaction_id: str, queue_id: str, *, by: str) -> None:
        await self._ask("move", interaction_id=interaction_id, queue_id=queue_id, by=by)

    @override
    async def requeue(self, interaction_id: str, *, by: str) -> None:
        await self._ask("requeue", interaction_id=interaction_id, by=by)

    @override
    async def rescind(self, offer_id: str, *, by: str) -> None:
        await self._ask("rescind", offer_id=offer_id, by=by)

    @override
    async def reprioritise(self, interaction_id: str, priority: int, *, by: str) -> None:
        await self._ask("reprioritise", interaction_id=interaction_id, priority=str(priority), by=by)
