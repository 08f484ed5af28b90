"""How a promise runs: begun, kept, paused, taken up again, warned of, broken; pure, in opening hours."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.domain.hours import OpeningHours
from hub.domain.sla import SlaClock, SlaKind, SlaPolicy, SlaState

Clocks = tuple[SlaClock, ...]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was promised and in which hours it counts (None: around the clock)."""

    policy: SlaPolicy
    hours: OpeningHours | None

    def after(self, since: datetime, seconds: float) -> datetime | None:
        """When so much open time has passed."""
        if self.hours is None:
            return since + timedelta(seconds=seconds)
        return self.hours.after_open(since, seconds)

    def between(self, start: datetime, end: datetime) -> float:
        """The open seconds between two moments; none when they are the other way round."""
        if end <= start:
            return 0.0
        return (end - start) / timedelta(seconds=1) if self.hours is None else self.hours.open_seconds(start, end)

    def target(self, kind: SlaKind) -> int | None:
        """The seconds promised for this."""
        promised = {SlaKind.FIRST_REPLY: self.policy.first_reply_s, SlaKind.RESOLUTION: self.policy.resolution_s}
        return promised.get(kind)


def begun(terms: Terms, at: datetime) -> Clocks:
    """Start what the policy promises."""
    promised = [(kind, target) for kind in SlaKind if (target := terms.target(kind)) is not None]
    return tuple(
        _running(SlaClock(kind=kind, policy_id=terms.policy.id, target_s=target, started_at=at), terms, at, target)
        for kind, target in promised
    )


def started(clocks: Clocks, terms: Terms, kind: SlaKind, at: datetime) -> Clocks:
    """Start one promise, where it is given; one of the same kind that is over makes room for it."""
    target = terms.target(kind)
    if target is None or any(each.kind is kind and each.is_open for each in clocks):
        return clocks
    fresh = SlaClock(kind=kind, policy_id=terms.policy.id, target_s=target, started_at=at)
    return (*(each for each in clocks if each.kind is not kind), _running(fresh, terms, at, target))


def kept(clocks: Clocks, kind: SlaKind, at: datetime) -> Clocks:
    """What was promised has been done, in time or late."""
    return tuple(_met(each, at) if each.kind is kind and each.is_open else each for each in clocks)


def dropped(clocks: Clocks, kind: SlaKind, at: datetime) -> Clocks:
    """Nobody needs it any more."""
    return tuple(_canceled(each, at) if each.kind is kind and each.is_open else each for each in clocks)


def _running(clock: SlaClock, terms: Terms, at: datetime, left_s: float) -> SlaClock:
    """Let it run with so much time left; what was told already is not told again."""
    until_warning = left_s - clock.target_s * (1 - terms.policy.warn_at)
    state = SlaState.BREACHED if clock.breached_at else SlaState.WARNED if clock.warned_at else SlaState.RUNNING
    return replace(
        clock,
        state=state,
        warn_at=clock.warned_at or terms.after(at, max(0.0, until_warning)),
        due_at=terms.after(at, max(0.0, left_s)),
        paused_at=None,
        left_s=None,
        ended_at=None,
    )


def answered(clocks: Clocks, at: datetime) -> Clocks:
    """Somebody has replied, or taken the call."""
    return tuple(_met(each, at) if each.kind is SlaKind.FIRST_REPLY and each.is_open else each for each in clocks)


def closed(clocks: Clocks, at: datetime) -> Clocks:
    """The matter is done; a reply that nobody needed any more is no longer promised."""
    return tuple(
        (_met(each, at) if each.kind is SlaKind.RESOLUTION else _canceled(each, at)) if each.is_open else each
        for each in clocks
    )


def abandoned(clocks: Clocks, at: datetime) -> Clocks:
    """The customer has left, and with them what was promised."""
    return tuple(_canceled(each, at) if each.is_open else each for each in clocks)


def _met(clock: SlaClock, at: datetime) -> SlaClock:
    late = clock.breached_at is not None or (clock.due_at is not None and at > clock.due_at)
    return replace(clock, state=SlaState.MET_LATE if late else SlaState.MET, ended_at=at)


def _canceled(clock: SlaClock, at: datetime) -> SlaClock:
    return replace(clock, state=SlaState.CANCELED, ended_at=at)


def paused(clocks: Clocks, terms: Terms, at: datetime) -> Clocks:
    """The hub waits for the customer: the resolution does not run meanwhile, unless it is late already."""
    if not terms.policy.pauses_while_pending:
        return clocks
    return tuple(_paused(each, terms, at) if _can_pause(each) else each for each in clocks)


def _can_pause(clock: SlaClock) -> bool:
    return clock.kind is SlaKind.RESOLUTION and clock.state in (SlaState.RUNNING, SlaState.WARNED)


def _paused(clock: SlaClock, terms: Terms, at: datetime) -> SlaClock:
    left = _left(clock, terms, at)
    return replace(clock, state=SlaState.PAUSED, paused_at=at, left_s=left, due_at=None, warn_at=clock.warned_at)


def _left(clock: SlaClock, terms: Terms, at: datetime) -> float:
    """What is left of it now; hours that never open again use up nothing."""
    if clock.left_s is not None:
        return clock.left_s
    return float(clock.target_s) if clock.due_at is None else terms.between(at, clock.due_at)


def resumed(clocks: Clocks, terms: Terms, at: datetime) -> Clocks:
    """The customer has written: go on with what was left."""
    return tuple(
        _running(each, terms, at, each.left_s or 0.0) if each.state is SlaState.PAUSED else each for each in clocks
    )


def reopened(clocks: Clocks, terms: Terms, at: datetime) -> Clocks:
    """What was closed goes on with the time that was left then; late stays late."""
    return tuple(_reopened(each, terms, at) if each.kind is SlaKind.RESOLUTION else each for each in clocks)


def _reopened(clock: SlaClock, terms: Terms, at: datetime) -> SlaClock:
    if clock.ended_at is None:
        return clock
    left = _left(clock, terms, clock.ended_at)
    late = clock.state is SlaState.MET_LATE
    known = replace(clock, breached_at=clock.breached_at or (clock.due_at if late else None))
    return _running(known, terms, at, left)


def judged(clocks: Clocks, at: datetime) -> tuple[Clocks, list[SlaClock]]:
    """Move what is due to warned or breached, a late look straight to breached; return all, and those just moved."""
    after = tuple(_judged(each, at) for each in clocks)
    return after, [new for old, new in zip(clocks, after, strict=True) if new.state is not old.state]


def _judged(clock: SlaClock, at: datetime) -> SlaClock:
    runs = clock.state in (SlaState.RUNNING, SlaState.WARNED)
    if runs and clock.due_at is not None and clock.due_at <= at:
        return replace(clock, state=SlaState.BREACHED, breached_at=at)
    if clock.state is SlaState.RUNNING and clock.warn_at is not None and clock.warn_at <= at:
        return replace(clock, state=SlaState.WARNED, warned_at=at)
    return clock


def retimed(clocks: Clocks, before: Terms, after: Terms, at: datetime) -> Clocks:
    """Apply a changed policy or changed hours to what still runs: the time used so far stays used."""
    return tuple(_retimed(each, before, after, at) for each in clocks)


def _retimed(clock: SlaClock, before: Terms, after: Terms, at: datetime) -> SlaClock:
    target = after.target(clock.kind)
    if not clock.is_open or clock.state is SlaState.BREACHED:
        return clock
    if target is None:
        return _canceled(clock, at)
    left = target - (clock.target_s - _left(clock, before, at))
    early = left > target * (1 - after.policy.warn_at)
    changed = replace(clock, target_s=target, warned_at=None if early else clock.warned_at)
    if clock.state is SlaState.PAUSED:
        return replace(changed, left_s=max(0.0, left))
    return _running(changed, after, at, left)
