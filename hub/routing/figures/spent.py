"""Where agents' time went: every moment of a session is in exactly one state, and beside it what was in hand.

Occupancy is published in both readings: the time with at least one contact, and the units in use.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hub.domain.agents import PresenceState
from hub.domain.journal import Stand, Step
from hub.domain.work import WorkItemState
from hub.routing.figures.formulas import ratio
from hub.routing.figures.intervals import Calendar

_SECOND = timedelta(seconds=1)
_WORKED = frozenset({WorkItemState.ACTIVE, WorkItemState.HELD, WorkItemState.WRAPPING})
IN_HAND = _WORKED | {WorkItemState.CONNECTING}


class Work(NamedTuple):
    """A stretch in which one contact was in an agent's hands in one state."""

    agent_id: str
    work_item_id: str
    state: str
    units: int
    start: datetime
    end: datetime


def work_of(steps: Iterable[Step]) -> list[Work]:
    """The stretches that these lines end; lines that change no state end none."""
    return [
        Work(each.agent_before, each.work_item_id, each.state_before, each.units, each.since, each.at)
        for each in steps
        if each.offer_id is None
        and each.agent_before is not None
        and each.state_before is not None
        and each.state_before in IN_HAND
        and (each.state != each.state_before or each.agent_id != each.agent_before)
    ]


@dataclass(kw_only=True)
class Time:
    """Seconds of one agent in one interval.

    `ready_s`, `not_ready_s` by reason, `lost_s` and `offline_s` add up to the interval's length. `talk_s`, `hold_s`,
    `wrap_s` and `connecting_s` count every contact, two at once twice. `busy_s` is the time with at least one in talk,
    hold or wrap-up, `available_s` the ready time with nothing in hand. `used_s` and `usable_s` are unit-seconds over
    those two.
    """

    ready_s: float = 0.0
    not_ready_s: dict[str, float] = field(default_factory=dict)
    lost_s: float = 0.0
    offline_s: float = 0.0
    talk_s: float = 0.0
    hold_s: float = 0.0
    wrap_s: float = 0.0
    connecting_s: float = 0.0
    busy_s: float = 0.0
    available_s: float = 0.0
    used_s: float = 0.0
    usable_s: float = 0.0

    @property
    def session_s(self) -> float:
        """The time signed in."""
        return self.ready_s + sum(self.not_ready_s.values()) + self.lost_s

    @property
    def occupancy(self) -> float | None:
        """Talk, hold and wrap-up, of these and the time available: at least one contact at once."""
        return ratio(self.busy_s, self.busy_s + self.available_s)

    @property
    def unit_occupancy(self) -> float | None:
        """The same with every contact by the units it takes, of all units."""
        return ratio(self.used_s, self.usable_s)

    @property
    def utilisation(self) -> float | None:
        """Talk, hold and wrap-up, of the whole session; breaks count."""
        return ratio(self.busy_s, self.session_s)

    def merge(self, other: "Time") -> None:
        """Add another interval's time."""
        for reason, seconds in other.not_ready_s.items():
            self.not_ready_s[reason] = self.not_ready_s.get(reason, 0.0) + seconds
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_SUMS = (
    "ready_s",
    "lost_s",
    "offline_s",
    "talk_s",
    "hold_s",
    "wrap_s",
    "connecting_s",
    "busy_s",
    "available_s",
    "used_s",
    "usable_s",
)
_STRETCHES = {
    WorkItemState.ACTIVE.value: "talk_s",
    WorkItemState.HELD.value: "hold_s",
    WorkItemState.WRAPPING.value: "wrap_s",
    WorkItemState.CONNECTING.value: "connecting_s",
}


def times(stands: Sequence[Stand], work: Sequence[Work], calendar: Calendar) -> dict[tuple[int, str], Time]:
    """Account for every agent's time, by interval and agent.

    `stands` are in order, an agent's first one at or before the calendar's start.
    """
    agents: dict[str, tuple[list[Stand], list[Work]]] = {}
    for stand in stands:
        agents.setdefault(stand.agent_id, ([], []))[0].append(stand)
    for stretch in work:
        agents.setdefault(stretch.agent_id, ([], []))[1].append(stretch)
    found: dict[tuple[int, str], Time] = {}
    for agent_id, (stood, worked) in agents.items():
        for place, time in _one(stood, worked, calendar).items():
            found[place, agent_id] = time
    return found


def _one(stands: Sequence[Stand], work: Sequence[Work], calendar: Calendar) -> dict[int, Time]:
    """Walk through one agent's moments, at each of which something changes."""
    start, end = calendar.starts[0], calendar.end
    edges = {*calendar.starts, end}
    edges.update(each.at for each in stands if start < each.at < end)
    edges.update(edge for each in work for edge in (each.start, each.end) if start < edge < end)
    begun = sorted(work, key=lambda each: each.start)
    coming, stand, held = 0, 0, list[Work]()
    found: dict[int, Time] = {}
    for at, until in pairwise(sorted(edges)):
        while coming < len(begun) and begun[coming].start <= at:
            held.append(begun[coming])
            coming += 1
        held = [each for each in held if each.end > at]
        while stand < len(stands) and stands[stand].at <= at:
            stand += 1
        now = stands[stand - 1] if stand else None
        place = calendar.place(at)
        if place is not None:
            _spend(found.setdefault(place, Time()), now, held, (until - at) / _SECOND)
    return found


def _spend(time: Time, stand: Stand | None, held: Sequence[Work], seconds: float) -> None:
    is_ready = _stand(time, stand, seconds)
    for each in held:
        name = _STRETCHES[each.state]
        setattr(time, name, getattr(time, name) + seconds)
    worked = [each for each in held if each.state in _WORKED]
    units = stand.units if stand else 0
    if worked:
        time.busy_s += seconds
        time.used_s += seconds * sum(each.units for each in worked)
        time.usable_s += seconds * units
    elif is_ready and not held:
        time.available_s += seconds
        time.usable_s += seconds * units


def _stand(time: Time, stand: Stand | None, seconds: float) -> bool:
    """Note the state; whether the agent could be offered something."""
    if stand is None or stand.state == PresenceState.OFFLINE:
        time.offline_s += seconds
    elif stand.lost:
        time.lost_s += seconds
    elif stand.state == PresenceState.NOT_READY:
        time.not_ready_s[stand.reason] = time.not_ready_s.get(stand.reason, 0.0) + seconds
    else:
        time.ready_s += seconds
        return stand.pending is None
    return False
