"""The figures of a contact centre: what is counted, and the formulas over the counts (docs/reports.md).

A figure whose denominator is empty is None, never zero and never 100 %.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hub.domain.work import OfferState
from hub.routing.figures.facts import LEFT, Fact, What

_ENDED = tuple(each for each in OfferState if each is not OfferState.PENDING)


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a queue's service is measured against; see `hub.domain.queues.ServiceGoal`."""

    threshold_s: float = 20.0
    short_abandon_s: float = 5.0


@dataclass(kw_only=True)
class Counts:
    """What was counted in one interval for one queue, kind or agent; two of them add up.

    `answered_in` and `abandoned_in` are within the threshold, `abandoned_short` within the short one.
    """

    entered: int = 0
    answered: int = 0
    answered_in: int = 0
    abandoned: int = 0
    abandoned_in: int = 0
    abandoned_short: int = 0
    overflowed: int = 0
    callbacks: int = 0
    voicemails: int = 0
    moved: int = 0
    withdrawn: int = 0
    started: int = 0
    handled: int = 0
    transfers: int = 0
    unreached: int = 0
    offers: dict[str, int] = field(default_factory=lambda: {each.value: 0 for each in _ENDED})
    waits: list[float] = field(default_factory=list)
    abandoned_wait_s: float = 0.0
    longest_wait_s: float | None = None
    talk_s: float = 0.0
    hold_s: float = 0.0
    wrap_s: float = 0.0
    ewt_errors: list[float] = field(default_factory=list)

    def add(self, fact: Fact, goal: Goal) -> None:
        """Count one fact."""
        what = fact.what
        if what in LEFT:
            self.longest_wait_s = max(fact.wait_s, self.longest_wait_s or 0.0)
        if what is What.OFFER:
            self.offers[fact.detail] += 1
        elif what is What.ANSWERED:
            self._answered(fact, goal)
        elif what is What.ABANDONED:
            self._abandoned(fact, goal)
        elif what is What.HANDLED:
            self.handled += 1
            self.talk_s += fact.talk_s
            self.hold_s += fact.hold_s
            self.wrap_s += fact.wrap_s
        else:
            name = _PLAIN[what]
            setattr(self, name, getattr(self, name) + 1)

    def _answered(self, fact: Fact, goal: Goal) -> None:
        self.answered += 1
        self.answered_in += fact.wait_s <= goal.threshold_s
        self.waits.append(fact.wait_s)
        if fact.ewt_s is not None and fact.wait_s > 0:
            self.ewt_errors.append(abs(fact.ewt_s - fact.wait_s) / fact.wait_s)

    def _abandoned(self, fact: Fact, goal: Goal) -> None:
        self.abandoned += 1
        self.abandoned_in += fact.wait_s <= goal.threshold_s
        self.abandoned_short += fact.wait_s <= goal.short_abandon_s
        self.abandoned_wait_s += fact.wait_s

    def merge(self, other: "Counts") -> None:
        """Add another interval's counts."""
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for state, count in other.offers.items():
            self.offers[state] += count
        self.waits += other.waits
        self.ewt_errors += other.ewt_errors
        longest = [each for each in (self.longest_wait_s, other.longest_wait_s) if each is not None]
        self.longest_wait_s = max(longest, default=None)

    @property
    def left(self) -> int:
        """How many legs left the queue, by whichever way."""
        outcomes = (self.overflowed, self.callbacks, self.voicemails, self.moved, self.withdrawn)
        return self.answered + self.abandoned + sum(outcomes)


_PLAIN: Mapping[What, str] = {
    What.ENTERED: "entered",
    What.OVERFLOWED: "overflowed",
    What.CALLBACK: "callbacks",
    What.VOICEMAIL: "voicemails",
    What.MOVED: "moved",
    What.WITHDRAWN: "withdrawn",
    What.STARTED: "started",
    What.TRANSFERRED: "transfers",
    What.UNREACHED: "unreached",
}
SUMS = (
    *_PLAIN.values(),
    "answered",
    "answered_in",
    "abandoned",
    "abandoned_in",
    "abandoned_short",
    "handled",
    "abandoned_wait_s",
    "talk_s",
    "hold_s",
    "wrap_s",
)


def ratio(above: float, below: float) -> float | None:
    """Divide, or None when there is nothing to divide by."""
    return above / below if below > 0 else None


def service_levels(counts: Counts) -> dict[str, float | None]:
    """The five ways in which the industry computes service level, each by its name.

    https://www.callcentrehelper.com/service-level-threshold-calculations-206890.htm
    """
    in_time, left_early = counts.answered_in, counts.abandoned_in
    both = counts.answered + counts.abandoned
    return {
        "sl1": ratio(in_time + left_early, both),
        "sl2": ratio(in_time, counts.answered),
        "sl3": ratio(in_time, both),
        "sl4": ratio(in_time, both - left_early),
        "sl5": ratio(in_time + counts.abandoned_short, both),
    }


def speed_of_answer_s(counts: Counts) -> float | None:
    """The mean wait of those who were answered, until the contact was open."""
    return ratio(math.fsum(counts.waits), counts.answered)


def wait_of_abandoned_s(counts: Counts) -> float | None:
    """The mean wait of those who left."""
    return ratio(counts.abandoned_wait_s, counts.abandoned)


def abandonment(counts: Counts) -> float | None:
    """The share of those who entered that left unserved."""
    return ratio(counts.abandoned, counts.entered)


def abandonment_without_short(counts: Counts) -> float | None:
    """The same without those who left at once."""
    return ratio(counts.abandoned - counts.abandoned_short, counts.entered - counts.abandoned_short)


def handle_time_s(counts: Counts) -> float | None:
    """The mean of talk, hold and wrap-up."""
    return ratio(counts.talk_s + counts.hold_s + counts.wrap_s, counts.handled)


def offer_acceptance(counts: Counts) -> float | None:
    """The share of offers that agents took, of those that were theirs to take."""
    offers = counts.offers
    accepted = offers[OfferState.ACCEPTED]
    return ratio(accepted, accepted + offers[OfferState.REJECTED] + offers[OfferState.TIMED_OUT])


def ring_no_answer(counts: Counts) -> int:
    """How often an offer or a ringing phone was left unanswered."""
    return counts.offers[OfferState.TIMED_OUT] + counts.unreached


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least this share of all does not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def estimate_error(counts: Counts) -> float | None:
    """The mean absolute percentage error of the predicted waits, as a share."""
    return ratio(math.fsum(counts.ewt_errors), len(counts.ewt_errors))
