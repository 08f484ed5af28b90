"""A whole hub in this process, on a real port and database, connected to a local carrier."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tomli_w

from hub.app.parts import Parts
from hub.app.serve import running
from hub.config import load_config
from hub.demo.carrier import Carrier, Ring
from hub.demo.carrier.carrier import Settings
from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction
from hub.domain.messages import Message
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import Offer
from hub.errors import UseCaseError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from tests.support.children import free_port
from tests.support.databases import blank_sqlite

LINE = "+14155550100"
CUSTOMER = "+12125550123"
_POLL_S = 0.02


@dataclass
class WholeHub:
    """The hub's parts with shorthands for what tests do all the time."""

    parts: Parts
    carrier: Carrier
    url: str
    queue: Queue
    agents: dict[str, Agent]

    @property
    def customer(self) -> Any:
        """The customer's telephone."""
        return self.carrier.phone(CUSTOMER)

    def phone_of(self, name: str) -> Any:
        """An agent's telephone."""
        return self.carrier.phone(self.agents[name].phone)

    async def ready(self, name: str) -> None:
        """Let an agent take work."""
        await self.parts.assignment.set_presence(self.agents[name].id, PresenceState.READY, by=name)

    async def interactions(self, **wanted: Any) -> list[Interaction]:
        """The log, newest first."""
        found = await self.parts.database.read(
            lambda tx: tx.interactions.page(InteractionFilter(**wanted), after=None, limit=50)
        )
        return list(found)

    async def messages(self, interaction_id: str) -> list[Message]:
        """The entries of an interaction."""
        return list(await self.parts.database.read(lambda tx: tx.messages.of_interaction(interaction_id)))

    async def until(self, what: str, find: Callable[[Tx], Any]) -> Any:
        """Wait until `find` returns something true."""
        try:
            async with asyncio.timeout(40):
                while not (found := await self.parts.database.read(find)):  # noqa: ASYNC110 - rows have no event
                    await asyncio.sleep(_POLL_S)
        except TimeoutError:
            log = [(each.kind.value, each.state.value, each.last_text) for each in await self.interactions()]
            raise AssertionError(f"waited in vain for {what}; the log has {log}") from None
        return found

    async def until_state(self, state: str, kind: str = "phone") -> Interaction:
        """Wait until the newest interaction of a kind is in a state."""

        def find(tx: Tx) -> Interaction | None:
            newest = tx.interactions.page(InteractionFilter(kind=kind), after=None, limit=1)
            return newest[0] if newest and newest[0].state.value == state else None

        found: Interaction = await self.until(f"{kind} {state}", find)
        return found

    async def offer_to(self, name: str) -> Offer:
        """Wait for an agent's offer."""
        agent_id = self.agents[name].id
        found: list[Offer] = await self.until(f"an offer to {name}", lambda tx: list(tx.offers.of_agent(agent_id)))
        return found[0]

    async def accept(self, name: str) -> Offer:
        """Accept what is offered to an agent."""
        offer = await self.offer_to(name)
        await self.parts.assignment.accept(offer.id, self.agents[name].id)
        return offer


@asynccontextmanager
async def whole_hub(
    tmp_path: Path,
    *,
    database_url: str = "",
    phone: dict[str, Any] | None = None,
    channels: dict[str, dict[str, Any]] | None = None,
    routing: dict[str, Any] | None = None,
    speed: float = 20,
) -> AsyncIterator[WholeHub]:
    """Start carrier and hub, with a queue "Support" and the agents Anna and Li."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with Carrier(Settings(speed=speed)) as carrier:
        account = {
            "account_sid": carrier.settings.account_sid,
            "auth_token": carrier.settings.auth_token,
            "api_url": carrier.base_url,
            "number": LINE,
            "region": "US",
        }
        table = {
            "server": {"port": port, "data": str(tmp_path / "data")},
            "database": {"url": database_url} if database_url else {},
            "security": {"secret": "s" * 40},
            "routing": routing or {},
            "channels": {
                "line": {"kind": "phone", **account, **(phone or {})},
                "texts": {"kind": "sms", **account},
                **(channels or {}),
            },
        }
        if not database_url:
            _lay_out(tmp_path / "data")
        file = tmp_path / "hub.toml"
        file.write_text(tomli_w.dumps(table), encoding="utf-8")
        carrier.add_number(
            LINE,
            sms_url=f"{url}/hooks/texts",
            voice_url=f"{url}/hooks/line",
            voice_fallback_url=f"{url}/hooks/line/fallback",
            status_callback=f"{url}/hooks/line/status",
        )
        async with running(load_config(file, environ={})) as parts:
            queue, agents = await parts.database.write(_people)
            for agent in agents.values():
                carrier.phone(agent.phone).ring = Ring.MANUAL
            hub = WholeHub(parts=parts, carrier=carrier, url=url, queue=queue, agents=agents)
            await _until_routing(hub)
            yield hub


def _lay_out(data: Path) -> None:
    """A data folder whose database need not be made first."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "hub.db"
    if not file.exists():
        file.write_bytes(blank_sqlite())


def _people(tx: Tx) -> tuple[Queue, dict[str, Agent]]:
    now = datetime.now(UTC)
    agents = {}
    for number, name in enumerate(("Anna", "Li")):
        agent = Agent(
            id=new_id(),
            name=name,
            phone=f"+1415555020{number}",
            presence=Presence(state=PresenceState.NOT_READY, reason="login", since=now),
            created_at=now,
            updated_at=now,
        )
        tx.agents.add(agent)
        agents[name] = agent
    members = tuple(QueueMember(agent_id=each.id) for each in agents.values())
    queue = Queue(id=new_id(), name="Support", members=members, wrap_up_s={"phone": 0}, created_at=now, updated_at=now)
    tx.queues.add(queue)
    return queue, agents


async def _until_routing(hub: WholeHub) -> None:
    """Routing begins with the lease, and learns of people who were stored directly at its next look."""
    async with asyncio.timeout(15):
        while True:
            try:
                for agent in hub.agents.values():
                    await hub.parts.assignment.set_presence(agent.id, PresenceState.NOT_READY, "login", by="test")
            except UseCaseError:
                await asyncio.sleep(_POLL_S)
            else:
                return
