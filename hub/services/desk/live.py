"""The live view: queues with today's service, agents with what they have in hand, and everything that waits."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hub.domain.agents import PresenceState
from hub.domain.time import require_utc
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.ports.supervision import Supervision
from hub.routing.figures.formulas import Counts, service_levels
from hub.routing.figures.tables import Dimension
from hub.services.desk.snapshot import agent_views
from hub.services.events.announce import interaction_views
from hub.services.reports.figures import Reports
from hub.services.reports.running import RunningReport
from hub.services.routing_setup.queues import queue_views
from hub.services.shapes import Shape, time_shape

_IN_HAND = ("connecting", "active", "held", "wrapping")
_MOST = 2_000
_FRESH_S = 5.0


class LiveView:
    """Puts the picture together; today's figures are counted at most every few seconds, whoever looks."""

    def __init__(
        self, *, database: Database, clock: Clock, supervision: Supervision, reports: Reports, zone: str
    ) -> None:
        """Count today in `zone`."""
        self._database = database
        self._clock = clock
        self._supervision = supervision
        self._running = RunningReport(database=database, clock=clock, reports=reports, by=Dimension.QUEUE, zone=zone)
        self._zone = ZoneInfo(zone)
        self._today: Mapping[str | None, Counts] = {}
        self._counted_at = float("-inf")
        self._counting = asyncio.Lock()

    async def show(self) -> Shape:
        """Read everything; `seq` comes first, so that events seen twice patch what is already there."""
        now = self._clock.now()
        rows = await self._database.read(lambda tx: _rows(tx, now))
        floor = dict(await self._supervision.floor())
        waiting, held = await self._database.read(lambda tx: _work(tx, floor))
        today = await self._service(now)
        return {
            "seq": rows["seq"],
            "now": time_shape(now),
            "queues": [_queue(each, rows["agents"], floor, today.get(each["id"])) for each in rows["queues"]],
            "agents": [each | {"work": held.get(each["id"], [])} for each in rows["agents"]],
            "waiting": waiting,
            "waiting_total": floor["waiting_total"],
            "alarms": floor["alarms"],
        }

    async def _service(self, now: datetime) -> Mapping[str | None, Counts]:
        async with self._counting:
            if self._clock.monotonic() - self._counted_at > _FRESH_S:
                midnight = datetime.combine(now.astimezone(self._zone).date(), time(), tzinfo=self._zone)
                self._today = await self._running.counts(require_utc(midnight))
                self._counted_at = self._clock.monotonic()
            return self._today


def _rows(tx: Tx, now: datetime) -> dict[str, Any]:
    seq = tx.events.newest()
    return {"seq": seq, "queues": queue_views(tx, at=now), "agents": agent_views(tx)}


def _work(tx: Tx, floor: Mapping[str, Any]) -> tuple[list[Shape], dict[str, list[Shape]]]:
    """What waits, in the order of the floor, and what each agent has in hand."""
    by_id = {each["interaction_id"]: each for each in floor["waiting"]}
    found = tx.interactions.get_many(list(by_id))
    shown = interaction_views(tx, [found[each] for each in by_id if each in found])
    waiting = [each | {"work": by_id[str(each["id"])]} for each in shown]
    in_hand = tx.interactions.page(InteractionFilter(states=_IN_HAND), after=None, limit=_MOST)
    held: dict[str, list[Shape]] = {}
    for shape in interaction_views(tx, in_hand):
        held.setdefault(str(shape["agent_id"]), []).append(shape)
    return waiting, held


def _queue(queue: Shape, agents: Sequence[Shape], floor: Mapping[str, Any], counts: Counts | None) -> Shape:
    return queue | {
        "service_level": _level(counts),
        "estimated_wait_s": floor["estimates"].get(queue["id"]),
        "agents": _staffing([each for each in agents if queue["id"] in _queue_ids(each)]),
    }


def _queue_ids(agent: Shape) -> Sequence[str]:
    ids = agent["queue_ids"]
    return ids if isinstance(ids, list) else ()


def _level(counts: Counts | None) -> Shape:
    if counts is None:
        return {"answered": 0, "within": 0, "abandoned": 0, "value": None}
    return {
        "answered": counts.answered,
        "within": counts.answered_in,
        "abandoned": counts.abandoned,
        "value": service_levels(counts)["sl4"],
    }


def _staffing(agents: Sequence[Any]) -> Shape:
    """Who is signed in, and of these who is ready, who has something in hand, and who is not ready."""
    here = [each for each in agents if each["presence"]["state"] != PresenceState.OFFLINE.value]
    ready = [each for each in here if each["presence"]["state"] == PresenceState.READY.value]
    return {
        "signed_in": len(here),
        "ready": len(ready),
        "busy": sum(1 for each in here if each["load"]["by_kind"]),
        "not_ready": len(here) - len(ready),
    }
