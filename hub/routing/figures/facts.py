"""From the journal's lines to what is counted: entered, answered, abandoned, handled, and how each offer ended.

A leg counts once for each queue it waits in: it enters, and leaves by exactly one of `LEFT`. What comes back to an
agent after it was answered (the customer writes again, the agent's desk is lost) is not counted anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from hub.domain.journal import Step
from hub.domain.work import LegRole, WorkItemState


class What(StrEnum):
    """What happened to a leg (docs/reports.md)."""

    ENTERED = "entered"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    OVERFLOWED = "overflowed"
    CALLBACK = "callback"
    VOICEMAIL = "voicemail"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    STARTED = "started"
    HANDLED = "handled"
    TRANSFERRED = "transferred"
    UNREACHED = "unreached"
    OFFER = "offer"


LEFT = frozenset(
    {What.ANSWERED, What.ABANDONED, What.OVERFLOWED, What.CALLBACK, What.VOICEMAIL, What.MOVED, What.WITHDRAWN}
)


class Fact(NamedTuple):
    """One thing to count, at its own time; `entered_at` is when the leg entered this queue, for the other cohort.

    `wait_s` is the time in line until then; `detail` is the state that an offer ended in.
    """

    what: What
    at: datetime
    entered_at: datetime
    queue_id: str | None
    kind: str
    agent_id: str | None
    wait_s: float = 0.0
    talk_s: float = 0.0
    hold_s: float = 0.0
    wrap_s: float = 0.0
    ewt_s: float | None = None
    detail: str = ""


_IN_LINE = frozenset({WorkItemState.WAITING, WorkItemState.OFFERED, WorkItemState.CONNECTING})
_UNSERVED = frozenset({WorkItemState.PARKED, WorkItemState.WAITING, WorkItemState.OFFERED})
_OPEN = frozenset({WorkItemState.ACTIVE, WorkItemState.HELD})
_WORKED = _OPEN | {WorkItemState.WRAPPING}
_TERMINAL = frozenset(each for each in WorkItemState if each.is_terminal)
_ENDS = {WorkItemState.ABANDONED: What.ABANDONED, WorkItemState.VOICEMAIL: What.VOICEMAIL}
_SECOND = timedelta(seconds=1)
OVERFLOW = "overflow"
TRANSFERRED = "transferred"
NO_ANSWER = "connect_no_answer"


class Ledger:
    """Takes lines in the order of time and says what each comes to; holds only the legs that have not ended."""

    def __init__(self) -> None:
        """Know no leg."""
        self._legs: dict[str, _Leg] = {}

    def take(self, line: Step) -> Iterator[Fact]:
        """What one line comes to."""
        leg = self._legs.get(line.work_item_id)
        if leg is None:
            leg = self._legs[line.work_item_id] = _Leg(
                interaction_id=line.interaction_id, at=line.at, entered_at=line.since, kind=line.kind
            )
        yield from leg.offer(line) if line.offer_id else leg.step(line)
        if line.offer_id is None and line.state in _TERMINAL:
            del self._legs[line.work_item_id]

    def knows(self, work_item_id: str) -> bool:
        """Whether lines of this leg were taken, and it has not ended."""
        return work_item_id in self._legs

    def open(self) -> list[str]:
        """The interactions whose legs have not ended."""
        return sorted({each.interaction_id for each in self._legs.values()})


@dataclass(kw_only=True)
class _Stay:
    queue_id: str | None
    since: datetime
    ewt_s: float | None
    wait_s: float = 0.0


@dataclass(kw_only=True)
class _Hand:
    agent_id: str | None
    queue_id: str | None
    talk_s: float = 0.0
    hold_s: float = 0.0
    wrap_s: float = 0.0


@dataclass(kw_only=True)
class _Leg:
    """A leg as the lines so far leave it."""

    interaction_id: str
    at: datetime
    entered_at: datetime
    kind: str
    state: str = ""
    is_callback: bool = False
    is_transferred: bool = False
    stay: _Stay | None = None
    hand: _Hand | None = None

    def offer(self, line: Step) -> Iterator[Fact]:
        """An offer ended."""
        yield self._fact(What.OFFER, line.at, line.queue_id, line.agent_id, detail=line.state)

    def step(self, line: Step) -> Iterator[Fact]:
        """The leg itself moved."""
        self._elapse(line.at)
        if not self.state:
            yield from self._begin(line)
        elif self.stay is not None:
            yield from self._stay_on(line, self.stay)
        yield from self._in_hand(line)
        self.state, self.is_callback = line.state, line.callback

    def _elapse(self, at: datetime) -> None:
        """Give the time since the last line to what the leg was in meanwhile."""
        spent = max(0.0, (at - self.at) / _SECOND)
        self.at = max(at, self.at)
        if self.state in _IN_LINE and self.stay is not None:
            self.stay.wait_s += spent
        elif self.hand is not None and self.state == WorkItemState.ACTIVE:
            self.hand.talk_s += spent
        elif self.hand is not None and self.state == WorkItemState.HELD:
            self.hand.hold_s += spent
        elif self.hand is not None and self.state == WorkItemState.WRAPPING:
            self.hand.wrap_s += spent

    def _begin(self, line: Step) -> Iterator[Fact]:
        """The first line; where older ones are gone, what it says of the state before has to do."""
        if line.role == LegRole.CONSULT:
            return
        if line.state_before is None and line.state not in _UNSERVED:
            self.entered_at = line.at
            yield self._fact(What.STARTED, line.at, line.queue_id, line.agent_id)
        elif line.state_before is None or line.state in _UNSERVED:
            yield self._enter(line)

    def _enter(self, line: Step) -> Fact:
        self.stay = _Stay(queue_id=line.queue_id, since=line.at, ewt_s=line.ewt_s)
        self.entered_at = line.at
        return self._fact(What.ENTERED, line.at, line.queue_id, None)

    def _stay_on(self, line: Step, stay: _Stay) -> Iterator[Fact]:
        """Judge whether the stay in the queue ends with this line, and how."""
        stay.ewt_s = line.ewt_s if stay.ewt_s is None else stay.ewt_s
        if line.state in _OPEN:
            yield self._leave(What.ANSWERED, line, stay)
        elif line.state in _TERMINAL:
            other = What.OVERFLOWED if line.cause.startswith(OVERFLOW) else What.WITHDRAWN
            yield self._leave(_ENDS.get(WorkItemState(line.state), other), line, stay)
        elif line.callback and not self.is_callback:
            yield self._leave(What.CALLBACK, line, stay)
        elif line.queue_id != stay.queue_id:
            is_overflow = line.cause.startswith(OVERFLOW)
            yield self._leave(What.OVERFLOWED if is_overflow else What.MOVED, line, stay)
            yield self._enter(line)

    def _leave(self, what: What, line: Step, stay: _Stay) -> Fact:
        self.stay = None
        agent_id = line.agent_id if what is What.ANSWERED else None
        return self._fact(what, line.at, stay.queue_id, agent_id, wait_s=stay.wait_s, ewt_s=stay.ewt_s)

    def _in_hand(self, line: Step) -> Iterator[Fact]:
        """Follow who works on the leg; the work is counted when it ends or goes to somebody else."""
        hand = self.hand
        if line.state in _WORKED and (hand is None or hand.agent_id != line.agent_id):
            yield from self._let_go(line)
            self.hand = _Hand(agent_id=line.agent_id, queue_id=line.queue_id)
        if line.cause == NO_ANSWER:
            yield self._fact(What.UNREACHED, line.at, line.queue_before, line.agent_before)
        if line.cause == TRANSFERRED and hand is not None and not self.is_transferred:
            self.is_transferred = True
            yield self._fact(What.TRANSFERRED, line.at, hand.queue_id, hand.agent_id)
        if line.state in _TERMINAL:
            yield from self._let_go(line)

    def _let_go(self, line: Step) -> Iterator[Fact]:
        hand, self.hand = self.hand, None
        if hand is not None and line.role != LegRole.CONSULT:
            yield self._fact(
                What.HANDLED,
                line.at,
                hand.queue_id,
                hand.agent_id,
                talk_s=hand.talk_s,
                hold_s=hand.hold_s,
                wrap_s=hand.wrap_s,
            )

    def _fact(
        self,
        what: What,
        at: datetime,
        queue_id: str | None,
        agent_id: str | None,
        *,
        wait_s: float = 0.0,
        talk_s: float = 0.0,
        hold_s: float = 0.0,
        wrap_s: float = 0.0,
        ewt_s: float | None = None,
        detail: str = "",
    ) -> Fact:
        return Fact(
            what, at, self.entered_at, queue_id, self.kind, agent_id, wait_s, talk_s, hold_s, wrap_s, ewt_s, detail
        )
