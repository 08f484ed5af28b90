"""A report's rows as they are shown: plain names and numbers, the same in JSON and CSV."""

from collections.abc import Sequence

from hub.domain.time import to_rfc3339
from hub.domain.work import OfferState
from hub.routing.figures.formulas import (
    Counts,
    abandonment,
    abandonment_without_short,
    estimate_error,
    handle_time_s,
    offer_acceptance,
    percentile,
    ratio,
    ring_no_answer,
    service_levels,
    speed_of_answer_s,
    wait_of_abandoned_s,
)
from hub.routing.figures.spent import Time
from hub.routing.figures.tables import Dimension
from hub.services.reports.figures import Line, Staff
from hub.services.shapes import Shape

_SHARES = {"wait_p50_s": 0.5, "wait_p90_s": 0.9, "wait_p95_s": 0.95}


def line_shape(line: Line, staff: Staff, by: Dimension) -> Shape:
    """One row."""
    return {
        "start": to_rfc3339(line.start),
        "end": to_rfc3339(line.end),
        "local_start": line.local,
        "zone": line.zone,
        **_named(line, staff, by),
        **counts_shape(line.counts),
        "waiting": line.waiting,
        **figures_shape(line.counts),
        **(time_shape(line.time) if by in (Dimension.AGENT, Dimension.ALL) else {}),
    }


def _named(line: Line, staff: Staff, by: Dimension) -> Shape:
    value = line.value
    if by is Dimension.QUEUE:
        queue = staff.queues.get(value or "")
        return {"queue_id": value, "queue_name": queue.name if queue else ""}
    if by is Dimension.AGENT:
        agent = staff.agents.get(value or "")
        return {"agent_id": value, "agent_name": agent.name if agent else ""}
    return {"kind": value} if by is Dimension.KIND else {}


def counts_shape(counts: Counts) -> Shape:
    """What was counted."""
    offers = {f"offers_{each.value}": counts.offers[each.value] for each in OfferState if each.value in counts.offers}
    return {
        "entered": counts.entered,
        "answered": counts.answered,
        "answered_in_threshold": counts.answered_in,
        "abandoned": counts.abandoned,
        "abandoned_in_threshold": counts.abandoned_in,
        "abandoned_short": counts.abandoned_short,
        "overflowed": counts.overflowed,
        "callbacks": counts.callbacks,
        "voicemails": counts.voicemails,
        "moved": counts.moved,
        "withdrawn": counts.withdrawn,
        "started": counts.started,
        "handled": counts.handled,
        "transfers": counts.transfers,
        **offers,
        "ring_no_answer": ring_no_answer(counts),
    }


def figures_shape(counts: Counts) -> Shape:
    """What follows from the counts; None where there is nothing to divide by."""
    levels = service_levels(counts)
    return {
        "service_level": _rounded(levels["sl4"]),
        **{f"service_level_{name}": _rounded(level) for name, level in levels.items()},
        "speed_of_answer_s": _seconds(speed_of_answer_s(counts)),
        **{name: _seconds(percentile(counts.waits, share)) for name, share in _SHARES.items()},
        "longest_wait_s": _seconds(counts.longest_wait_s),
        "abandonment": _rounded(abandonment(counts)),
        "abandonment_without_short": _rounded(abandonment_without_short(counts)),
        "abandoned_wait_s": _seconds(wait_of_abandoned_s(counts)),
        "handle_time_s": _seconds(handle_time_s(counts)),
        "talk_time_s": _seconds(ratio(counts.talk_s, counts.handled)),
        "hold_time_s": _seconds(ratio(counts.hold_s, counts.handled)),
        "wrap_up_time_s": _seconds(ratio(counts.wrap_s, counts.handled)),
        "offer_acceptance": _rounded(offer_acceptance(counts)),
        "transfer_rate": _rounded(ratio(counts.transfers, counts.handled)),
        "estimated_wait_error": _rounded(estimate_error(counts)),
    }


def time_shape(time: Time | None) -> Shape:
    """Where agents' time went; all None where that is not known."""
    if time is None:
        return dict.fromkeys(_TIME)
    return {
        "occupancy": _rounded(time.occupancy),
        "unit_occupancy": _rounded(time.unit_occupancy),
        "utilisation": _rounded(time.utilisation),
        "signed_in_s": _seconds(time.session_s),
        "ready_s": _seconds(time.ready_s),
        "not_ready_s": _seconds(sum(time.not_ready_s.values())),
        "lost_s": _seconds(time.lost_s),
        "busy_s": _seconds(time.busy_s),
        "available_s": _seconds(time.available_s),
        "talk_s": _seconds(time.talk_s),
        "hold_s": _seconds(time.hold_s),
        "wrap_s": _seconds(time.wrap_s),
        "connecting_s": _seconds(time.connecting_s),
        "not_ready_by_reason": {reason: _seconds(spent) for reason, spent in sorted(time.not_ready_s.items())},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


_TIME: Sequence[str] = tuple(time_shape(Time()))
