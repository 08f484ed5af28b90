"""The times and limits a routing domain works with, by channel kind where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from hub.domain.queues import Queue, WrapUpMode

_DISCRETIONARY_S = 900


class Ordering(StrEnum):
    """Who is next among those an agent could take, within one rank and weight (docs/routing.md, "Who is next")."""

    HEAD_START = "head_start"
    STRICT = "strict"
    ACCUMULATING = "accumulating"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChannelPolicy:
    """How contacts of one kind are handled.

    Without `connect_timeout` accepting opens the contact at once. `missed_limit` offers missed in a row make the agent
    not ready. `survives_agent`: the contact goes on when the agent's desk is lost (the provider holds it).
    """

    connect_timeout: timedelta | None = None
    missed_limit: int = 2
    grace: timedelta = timedelta(seconds=60)
    survives_agent: bool = False


def _kinds() -> Mapping[str, ChannelPolicy]:
    voice = ChannelPolicy(
        connect_timeout=timedelta(seconds=45), missed_limit=1, grace=timedelta(seconds=15), survives_agent=True
    )
    return {"phone": voice}


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """One routing domain's policy.

    `rates` are how fast the score of a priority grows (`accumulating`; 1 + priority where not given). `seed` starts
    the random choice of agents.
    """

    channels: Mapping[str, ChannelPolicy] = field(default_factory=_kinds)
    digital: ChannelPolicy = field(default_factory=ChannelPolicy)
    offer_timeout: timedelta = timedelta(seconds=60)
    late_accept_grace: timedelta = timedelta(milliseconds=500)
    ordering: Ordering = Ordering.HEAD_START
    rates: Mapping[int, float] = field(default_factory=dict)
    seed: int = 1
    priority_step: timedelta = timedelta(seconds=60)
    reconnect_boost: int = 1
    reject_cooldown: timedelta = timedelta(seconds=10)
    busy_cooldown: timedelta = timedelta(seconds=60)
    no_answer_cooldown: timedelta = timedelta()
    unreachable_cooldown: timedelta = timedelta(seconds=5)
    reoffer: timedelta = timedelta(seconds=30)
    ack_timeout: timedelta = timedelta(seconds=3)
    consult_timeout: timedelta = timedelta(seconds=60)
    orphan: timedelta = timedelta(minutes=15)
    silent_after: timedelta = timedelta(hours=24)
    idle_reset_on_ready: bool = True
    outbound_keeps_idle: bool = False
    ready_on_login: bool = False

    def channel(self, kind: str) -> ChannelPolicy:
        """The policy of one channel kind."""
        return self.channels.get(kind, self.digital)

    def offer_time(self, queue: Queue | None, kind: str) -> timedelta:
        """How long an offer stands."""
        own = queue.offer_timeout_s.get(kind) if queue else None
        return self.offer_timeout if own is None else timedelta(seconds=own)

    def wrap_time(self, queue: Queue | None, kind: str) -> timedelta:
        """The longest wrap-up; zero means none. Where the agent decides, it only must not last for ever."""
        seconds = queue.wrap_up_s.get(kind, 0) if queue else 0
        rule = queue.wrap_up_rules.get(kind) if queue else None
        if seconds and rule is not None and rule.mode is WrapUpMode.DISCRETIONARY:
            seconds = max(seconds, _DISCRETIONARY_S)
        return timedelta(seconds=seconds)
