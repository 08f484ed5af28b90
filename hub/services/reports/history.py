"""What happened to a contact, and what an agent did: from the journal and the tables, so also long after."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hub.domain.journal import Held, Stand, Step
from hub.domain.time import to_rfc3339
from hub.domain.work import Offer, WorkItem
from hub.ports.repositories import Tx
from hub.routing.figures.intervals import Calendar
from hub.routing.figures.spent import Time, Work, times, work_of
from hub.services.reports.shapes import time_shape as agent_time_shape
from hub.services.shapes import Shape, time_shape

_SECOND = timedelta(seconds=1)
_QUEUEING = frozenset({"waiting", "offered", "connecting"})


class _Names:
    """Names of agents and queues, each read once."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self._agents: dict[str, str] = {}
        self._queues: dict[str, str] = {}

    def agent(self, agent_id: str | None) -> str:
        """An agent's name, empty when there is none any more."""
        if agent_id is None:
            return ""
        if agent_id not in self._agents:
            found = self._tx.agents.get(agent_id)
            self._agents[agent_id] = found.name if found else ""
        return self._agents[agent_id]

    def queue(self, queue_id: str | None) -> str:
        """A queue's name."""
        if queue_id is None:
            return ""
        if queue_id not in self._queues:
            found = self._tx.queues.get(queue_id)
            self._queues[queue_id] = found.name if found else ""
        return self._queues[queue_id]


def interaction_history(tx: Tx, interaction_id: str, *, now: datetime) -> list[Shape]:
    """Every leg with its states in order, how long each lasted and why it began, and every offer with its reasons."""
    names = _Names(tx)
    lines = [each for each in tx.journal.of_interactions([interaction_id]) if each.offer_id is None]
    offers = tx.offers.of_interaction(interaction_id)
    legs = tx.work_items.of_interaction(interaction_id)
    return [_leg_shape(names, each, lines, offers, now) for each in legs]


def _leg_shape(names: _Names, leg: WorkItem, lines: Iterable[Step], offers: Iterable[Offer], now: datetime) -> Shape:
    mine = [each for each in lines if each.work_item_id == leg.id]
    steps = _steps(names, sorted(mine, key=lambda each: (each.state_before is not None, each.epoch, each.id)), now)
    return {
        "work_item_id": leg.id,
        "parent_id": leg.parent_id,
        "role": leg.role.value,
        "state": leg.state.value,
        "queue_id": leg.queue_id,
        "queue_name": names.queue(leg.queue_id),
        "agent_id": leg.agent_id,
        "agent_name": names.agent(leg.agent_id),
        "requirements": [{"skill": each.skill, "level": each.level} for each in leg.requirements],
        "plan_id": leg.plan_id,
        "disposition": leg.disposition,
        "entered_at": to_rfc3339(leg.created_at),
        "ended_at": time_shape(leg.state_at if leg.state.is_terminal else None),
        "waited_s": _spent(steps, _QUEUEING),
        "talked_s": _spent(steps, {"active"}),
        "held_s": _spent(steps, {"held"}),
        "wrapped_up_s": _spent(steps, {"wrapping"}),
        "states": steps,
        "offers": [_offer_shape(names, each, now) for each in offers if each.work_item_id == leg.id],
    }


def _spent(steps: Iterable[Shape], states: Iterable[str]) -> float:
    wanted = frozenset(states)
    return round(sum(float(str(each["seconds"])) for each in steps if each["state"] in wanted), 3)


def _steps(names: _Names, lines: Sequence[Step], now: datetime) -> list[Shape]:
    """Each line with the time until the next; the last one goes on until now unless it is the end."""
    found: list[Shape] = []
    for line, following in pairwise([*lines, None]):
        if line is None:
            break
        is_over = line.state in {"completed", "abandoned", "canceled", "expired", "voicemail"}
        until = following.at if following else (line.at if is_over else now)
        found.append(_step_shape(names, line, until))
    return found


def _step_shape(names: _Names, line: Step, until: datetime) -> Shape:
    return {
        "at": to_rfc3339(line.at),
        "until": to_rfc3339(max(line.at, until)),
        "state": line.state,
        "cause": line.cause,
        "seconds": round(max(0.0, (until - line.at) / _SECOND), 3),
        "queue_id": line.queue_id,
        "queue_name": names.queue(line.queue_id),
        "agent_id": line.agent_id,
        "agent_name": names.agent(line.agent_id),
        "priority": line.priority,
        "plan_step": line.plan_step,
        "callback": line.callback,
    }


def _offer_shape(names: _Names, offer: Offer, now: datetime) -> Shape:
    ended = offer.ended_at or now
    return {
        "id": offer.id,
        "agent_id": offer.agent_id,
        "agent_name": names.agent(offer.agent_id),
        "state": offer.state.value,
        "cause": offer.cause,
        "created_at": to_rfc3339(offer.created_at),
        "ended_at": time_shape(offer.ended_at),
        "seconds": round((ended - offer.created_at) / _SECOND, 3),
        "why": _why_shape(names, offer.why),
    }


def _why_shape(names: _Names, why: dict[str, object] | None) -> Shape | None:
    """The reasons as they were stored, with the candidates' names of today."""
    if why is None:
        return None
    considered = why.get("considered")
    candidates = [each for each in considered if isinstance(each, dict)] if isinstance(considered, list) else []
    return {**why, "considered": [{**each, "name": names.agent(each.get("agent_id"))} for each in candidates]}


def agent_history(tx: Tx, agent_id: str, *, start: datetime, end: datetime) -> Shape:
    """Where an agent stood and what was in hand, from `start` to before `end`.

    Presence and the time offline add up to the whole range.
    """
    names = _Names(tx)
    lines = [each for each in tx.journal.of_agent(agent_id, start, end) if each.offer_id is None]
    beyond = [each for each in tx.journal.across(end) if each.agent_before == agent_id]
    held = [each for each in tx.journal.in_hand() if each.agent_id == agent_id and each.since < end]
    stands = tx.journal.stands(start, end, agent_id=agent_id)
    about: dict[str, Step | Held] = {each.work_item_id: each for each in held}
    about.update({each.work_item_id: each for each in [*lines, *beyond]})
    work = [
        *(each for each in work_of([*lines, *beyond]) if each.agent_id == agent_id and each.end > start),
        *(Work(agent_id, each.work_item_id, each.state, 0, each.since, end) for each in held),
    ]
    spent = times(stands, work, Calendar(start, end, None, "UTC"))
    return {
        "agent_id": agent_id,
        "name": names.agent(agent_id),
        "from": to_rfc3339(start),
        "to": to_rfc3339(end),
        "presence": _presence(stands, start, end),
        "work": [_work_shape(names, each, start, end, about) for each in sorted(work, key=lambda one: one.start)],
        "totals": agent_time_shape(spent.get((0, agent_id), Time(offline_s=(end - start) / _SECOND))),
    }


def _presence(stands: Sequence[Stand], start: datetime, end: datetime) -> list[Shape]:
    found: list[Shape] = []
    for stand, following in pairwise([*stands, None]):
        if stand is None:
            break
        since, until = max(stand.at, start), following.at if following else end
        found.append(
            {
                "from": to_rfc3339(since),
                "to": to_rfc3339(until),
                "seconds": round((until - since) / _SECOND, 3),
                "state": stand.state,
                "reason": stand.reason,
                "pending": stand.pending,
                "connection_lost": stand.lost,
                "cause": stand.cause,
            }
        )
    return found


def _work_shape(names: _Names, work: Work, start: datetime, end: datetime, lines: dict[str, Step | Held]) -> Shape:
    line = lines.get(work.work_item_id)
    since, until = max(work.start, start), min(work.end, end)
    return {
        "from": to_rfc3339(since),
        "to": to_rfc3339(until),
        "seconds": round((until - since) / _SECOND, 3),
        "state": work.state,
        "work_item_id": work.work_item_id,
        "interaction_id": line.interaction_id if line else None,
        "kind": line.kind if line else None,
        "queue_id": line.queue_id if line else None,
        "queue_name": names.queue(line.queue_id if line else None),
    }
