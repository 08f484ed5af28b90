"""Engines that are wrong in one way each: the real one, misinformed or misquoted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from typing_extensions import override

from hub.domain.agents import PresenceState
from hub.domain.plans import Strategy
from hub.domain.work import LegRole, Offer, OfferState, WorkItemState
from hub.routing import (
    Accept,
    Command,
    Engine,
    ItemChanged,
    OfferEnded,
    Policy,
    PresenceChanged,
    Refused,
    Transition,
    UpsertAgent,
    UpsertPlan,
    UpsertProfile,
    UpsertQueue,
)

Tell = Callable[[Command], Command]
Quote = Callable[[Engine, Command, list[Transition]], list[Transition]]


@dataclass(frozen=True, kw_only=True)
class Bend:
    """What an engine is told instead, what it is quoted with instead, and by which policy it decides."""

    tell: Tell = lambda command: command
    quote: Quote = lambda _, __, transitions: transitions
    policy: Callable[[Policy], Policy] = lambda policy: policy

    def __call__(self, *, now: datetime, policy: Policy | None, new_id: Callable[[], str]) -> Engine:
        """Make such an engine."""
        return _Bent(self, now=now, policy=self.policy(policy or Policy()), new_id=new_id)


class _Bent(Engine):
    def __init__(self, bend: Bend, *, now: datetime, policy: Policy, new_id: Callable[[], str]) -> None:
        super().__init__(now=now, policy=policy, new_id=new_id)
        self._bend = bend

    @override
    def apply(self, command: Command, now: datetime) -> list[Transition]:
        return self._bend.quote(self, command, super().apply(self._bend.tell(command), now))


class Deaf(Engine):
    """Has its timers and does not ask to be woken by them."""

    @override
    def next_deadline(self) -> datetime | None:
        deadline = super().next_deadline()
        return deadline and deadline + timedelta(seconds=7)


# -- told something else


def roomier(command: Command) -> Command:
    """One contact more of each kind than an agent's limits say."""
    if not isinstance(command, UpsertAgent):
        return command
    capacity = command.agent.capacity
    kinds = {kind: most + 1 for kind, most in capacity.kinds.items()}
    return UpsertAgent(agent=replace(command.agent, capacity=replace(capacity, kinds=kinds, units=1000)))


def impatient(command: Command) -> Command:
    """Profiles without their delays."""
    if not isinstance(command, UpsertProfile):
        return command
    entries = tuple(replace(each, delay_s=0) for each in command.profile.entries)
    return UpsertProfile(profile=replace(command.profile, entries=entries))


def forgetful(command: Command) -> Command:
    """Delays that never end."""
    if not isinstance(command, UpsertProfile):
        return command
    entries = tuple(replace(each, delay_s=each.delay_s and 90_000) for each in command.profile.entries)
    return UpsertProfile(profile=replace(command.profile, entries=entries))


def stubborn(command: Command) -> Command:
    """Plans whose steps come too late."""
    if not isinstance(command, UpsertPlan):
        return command
    steps = tuple(replace(each, at_s=each.at_s + 5) for each in command.plan.steps)
    return UpsertPlan(plan=replace(command.plan, steps=steps))


def choosing(strategy: Strategy) -> Tell:
    """Another strategy than the queue's."""

    def tell(command: Command) -> Command:
        if isinstance(command, UpsertQueue):
            return UpsertQueue(queue=replace(command.queue, strategy=strategy))
        return command

    return tell


def louder(command: Command) -> Command:
    """One agent more rings than may."""
    if isinstance(command, UpsertQueue):
        return UpsertQueue(queue=replace(command.queue, ring=command.queue.ring + 1))
    return command


def hasty(command: Command) -> Command:
    """Wrap-up of a second."""
    if isinstance(command, UpsertQueue):
        return UpsertQueue(queue=replace(command.queue, wrap_up_s=dict.fromkeys(command.queue.wrap_up_s, 1)))
    return command


# -- quoted with something else


def two_winners(engine: Engine, command: Command, transitions: list[Transition]) -> list[Transition]:
    """A second accept wins as well."""
    if not isinstance(command, Accept) or not any(isinstance(each, Refused) for each in transitions):
        return transitions
    lost = engine.offer(command.offer_id)
    return [OfferEnded(offer=replace(lost, state=OfferState.ACCEPTED))] if lost else transitions


def eager(engine: Engine, command: Command, transitions: list[Transition]) -> list[Transition]:
    """Whoever signs in is ready."""
    return [
        replace(each, presence=replace(each.presence, state=PresenceState.READY, reason=""))
        if isinstance(each, PresenceChanged) and each.cause == "login"
        else each
        for each in transitions
    ]


def _items(change: Callable[[ItemChanged], ItemChanged | None]) -> Quote:
    def quote(engine: Engine, command: Command, transitions: list[Transition]) -> list[Transition]:
        found = [change(each) if isinstance(each, ItemChanged) else each for each in transitions]
        return [each for each in found if each is not None]

    return quote


def _late(change: ItemChanged) -> ItemChanged:
    back = change.state_before is WorkItemState.OFFERED and change.item.state is WorkItemState.WAITING
    return replace(change, item=replace(change.item, queued_at=change.item.state_at)) if back else change


def _lose(change: ItemChanged) -> ItemChanged | None:
    return None if change.cause == "customer_left" else change


def _two_mains(change: ItemChanged) -> ItemChanged:
    return replace(change, item=replace(change.item, role=LegRole.MAIN))


def _undated(change: ItemChanged) -> ItemChanged:
    begun = change.item.state_at - timedelta(seconds=1)
    return change if change.state_before is None else replace(change, item=replace(change.item, state_at=begun))


back_of_the_line = _items(_late)
losing = _items(_lose)
two_mains = _items(_two_mains)
undated = _items(_undated)


def offer_of(offers: dict[str, Offer], agent_id: str) -> Offer:
    """The open offer of an agent."""
    return next(each for each in offers.values() if each.agent_id == agent_id)
