"""An agent as the engine sees one: presence, use of capacity, offers, work, and what keeps work away."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.profiles import RoutingProfile
from hub.routing.agents.services import EVERY_KIND, Bands, Service, Services, bands_of, services_of
from hub.routing.values import Block, Blocker
from hub.routing.waiting.halls import Hall
from hub.routing.waiting.lines import NO_SKILL

Order = tuple[int, int, str]
Place = tuple[int, int, str, "Seat"]
Rank = tuple[Any, ...]
"""How a strategy compares an agent; the idle ticket and the id are last, so that no two are equal."""
_DEFAULT_COST = 1


class Seat:
    """One agent's place.

    `below` is what waiting work is looked for under; `excluded` maps item ids to whether the exclusion is hard;
    `placed` are the kinds shown in the index of free agents, `boards` the lists there, by kind, `order` the place
    in them, and `ranks` those in queues with an order of their own.
    """

    __slots__ = (
        "_free",
        "agent",
        "bands",
        "below",
        "boards",
        "cooldowns",
        "counts",
        "excluded",
        "offers",
        "order",
        "placed",
        "queues",
        "ranks",
        "skills",
        "used",
        "work",
    )

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.skills: Mapping[str, int] = agent.skills
        self.below = frozenset((NO_SKILL, *agent.skills))
        self.boards: dict[str, list[list[Place]]] = {}
        self.queues: Services = {}
        self.bands: Bands = ()
        self.used = 0
        self.counts: dict[str, int] = {}
        self.offers: dict[str, None] = {}
        self.work: dict[str, None] = {}
        self.cooldowns: dict[str, datetime] = {}
        self.excluded: dict[str, bool] = {}
        self.placed: frozenset[str] = frozenset()
        self.ranks: tuple[tuple[str, Rank], ...] = ()
        self._free: frozenset[str] | None = None
        self.order: Place = (0, 0, agent.id, self)

    @property
    def id(self) -> str:
        return self.agent.id

    @property
    def presence(self) -> Presence:
        return self.agent.presence

    def become(self, agent: Agent) -> None:
        """Have other skills, another profile or capacity; what is in hand is counted anew."""
        self.agent = agent
        self.skills = agent.skills
        self.below = frozenset((NO_SKILL, *agent.skills))
        self.used = sum(self.cost(kind) * count for kind, count in self.counts.items())

    def serve(
        self,
        ranks: Mapping[str, int],
        profile: RoutingProfile | None,
        weights: Mapping[str, int],
        hall_of: Callable[[str], Hall],
    ) -> None:
        """Serve the queues that name the agent, each with its rank, and those of the profile."""
        self.boards.clear()
        self.queues = services_of(ranks, profile)
        self.bands = bands_of(self.queues, self.agent.capacity.kinds, weights, hall_of)

    def service(self, queue_id: str | None, kind: str) -> Service | None:
        """How the agent serves a queue for a kind of contact, if at all."""
        by_kind = self.queues.get(queue_id or "")
        if by_kind is None:
            return None
        return by_kind.get(kind) or by_kind.get(EVERY_KIND)

    def cost(self, kind: str) -> int:
        """How many units one contact takes."""
        return self.agent.capacity.costs.get(kind, _DEFAULT_COST)

    def take(self, kind: str) -> None:
        """Occupy a place."""
        self._free = None
        self.used += self.cost(kind)
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def give(self, kind: str) -> None:
        """Free a place."""
        self._free = None
        self.used -= self.cost(kind)
        self.counts[kind] -= 1

    def load(self) -> dict[str, int]:
        """How many contacts of each kind occupy the agent, by the kind's plain name."""
        return {str(kind): count for kind, count in self.counts.items() if count}

    def occupied(self) -> float:
        """The share of the units in use."""
        return self.used / max(self.agent.capacity.units, 1)

    def fits(self, kind: str) -> bool:
        """Whether one more contact of this kind keeps within the limits."""
        capacity = self.agent.capacity
        if self.counts.get(kind, 0) >= capacity.kinds.get(kind, 0):
            return False
        if capacity.blocks and self._blocking(kind) is not None:
            return False
        return self._counted(kind) + self.cost(kind) <= capacity.units

    def _counted(self, kind: str) -> int:
        """The units that count against one more contact of this kind: those it may interrupt do not."""
        beneath = self.agent.capacity.interrupts.get(kind)
        if not beneath:
            return self.used
        return self.used - sum(self.cost(each) * self.counts.get(each, 0) for each in beneath)

    def _blocking(self, kind: str) -> str | None:
        """A kind in hand that keeps this kind away."""
        blocks = self.agent.capacity.blocks
        return next((each for each, count in self.counts.items() if count and kind in blocks.get(each, ())), None)

    @property
    def is_ready(self) -> bool:
        """Whether the agent takes new work at all."""
        presence = self.agent.presence
        return presence.state is PresenceState.READY and presence.pending is None and presence.lost_at is None

    def free_kinds(self) -> frozenset[str]:
        """The kinds of which one more could be offered now."""
        if self._free is None:
            self._free = self._find_free_kinds()
        return self._free

    def changed(self) -> None:
        """Presence, capacity or a rest may have changed what is free."""
        self._free = None

    def _find_free_kinds(self) -> frozenset[str]:
        if not self.is_ready:
            return frozenset()
        kinds, cooldowns = self.agent.capacity.kinds, self.cooldowns
        return frozenset([kind for kind in kinds if kind not in cooldowns and self.fits(kind)])

    def current_order(self) -> Order:
        """Longest idle first, whoever has no offer open before those who have: a burst spreads over the team."""
        return len(self.offers), self.agent.presence.ticket, self.agent.id

    def blocked(self, kind: str) -> Block | None:
        """The first thing that keeps any contact of this kind away."""
        if self.agent.capacity.kinds.get(kind, 0) == 0:
            return Block(blocker=Blocker.CHANNEL_DISABLED, detail=str(kind))
        return self._presence_block() or self._capacity_block(kind)

    def _presence_block(self) -> Block | None:
        presence = self.agent.presence
        if presence.state is PresenceState.OFFLINE:
            return Block(blocker=Blocker.OFFLINE)
        if presence.state is PresenceState.NOT_READY:
            return Block(blocker=Blocker.NOT_READY, detail=presence.reason)
        if presence.pending is not None:
            return Block(blocker=Blocker.PRESENCE_PENDING, detail=presence.pending_reason or presence.pending.value)
        if presence.lost_at is not None:
            return Block(blocker=Blocker.CONNECTION_LOST, until=None)
        return None

    def _capacity_block(self, kind: str) -> Block | None:
        capacity = self.agent.capacity
        most = capacity.kinds[kind]
        if kind in self.cooldowns:
            return Block(blocker=Blocker.COOLDOWN, detail=str(kind), until=self.cooldowns[kind])
        if self.counts.get(kind, 0) >= most:
            return Block(blocker=Blocker.CHANNEL_FULL, detail=str(kind), have=self.counts.get(kind, 0), need=most)
        blocking = self._blocking(kind)
        if blocking is not None:
            return Block(blocker=Blocker.BLOCKED_KIND, detail=str(blocking))
        left = capacity.units - self._counted(kind)
        if left < self.cost(kind):
            return Block(blocker=Blocker.UNITS_FULL, have=left, need=self.cost(kind))
        return None
