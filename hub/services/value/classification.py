"""Runs the classification over all customers: each night once, and when asked; a run that broke off is taken up again.

The first pass finds the borders that depend on everybody; the second judges page by page, in transactions short enough
that contacts come in meanwhile.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from hub.domain.classification import Borders, ClassRun, Figures, FiguresRule, RunState
from hub.domain.classing import borders_of, window_start
from hub.domain.ids import new_id
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.value import Standing
from hub.services.access.audit import record
from hub.services.shapes import Shape, time_shape
from hub.services.value.class_rules import rules_in_force
from hub.services.value.standings import Measure, judge_many

_log = logging.getLogger(__name__)
NIGHT = time(2)
_READ_AT_ONCE = 5_000
_WRITE_AT_ONCE = 500
_GIVEN_UP_AFTER = timedelta(minutes=5)


class Classification:
    """The nightly work; rows decide, so that it may tick anywhere at any time."""

    def __init__(self, *, database: Database, clock: Clock, zone: str) -> None:
        """Work by the days of the organisation's `zone`."""
        self._database = database
        self._clock = clock
        self._zone = zone

    async def tick(self) -> int:
        """Begin tonight's run when its time has come, and do what is waiting; return how many runs came to an end."""
        local = self._clock.now().astimezone(ZoneInfo(self._zone))
        if local.time() >= NIGHT:
            key = f"night:{local.date().isoformat()}"
            if await self._database.read(lambda tx: tx.class_runs.by_key(key)) is None:
                await self._database.write(lambda tx: ask(tx, key=key, by="clock", at=self._clock.now()))
        waiting = await self._database.read(lambda tx: tx.class_runs.unfinished(limit=20))
        return sum([await self._take_up(run) for run in waiting])

    async def _take_up(self, run: ClassRun) -> bool:
        now = self._clock.now()
        if run.state is RunState.RUNNING and now - run.beat_at < _GIVEN_UP_AFTER:
            return False
        mine = replace(run, state=RunState.RUNNING, beat_at=now, started_at=now)
        if not await self._database.write(lambda tx: tx.class_runs.update(mine, before=run)):
            return False
        return await self._run(mine)

    async def _run(self, run: ClassRun) -> bool:
        borders = await self._borders(run.started_at)
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        customers = changed = 0
        after = ""
        while page := await self._page(after, _WRITE_AT_ONCE):
            after = page[-1].id
            beat = replace(run, beat_at=self._clock.now())
            found = await self._database.write(partial(_judge, page=page, before=run, beat=beat, borders=borders))
            if found is None:
                _log.warning("another process took over the classification", extra={"run": run.id})
                return False
            run = beat
            for scheme, name in (pair for classes in found[0] for pair in classes.items()):
                counts[scheme][name] += 1
            customers, changed = customers + len(found[0]), changed + found[1]
        now = self._clock.now()
        done = replace(
            run,
            state=RunState.DONE,
            borders=borders,
            counts={scheme: dict(sorted(each.items())) for scheme, each in counts.items()},
            customers=customers,
            changed=changed,
            beat_at=now,
            ended_at=now,
        )
        return await self._database.write(lambda tx: tx.class_runs.update(done, before=run))

    async def _borders(self, at: datetime) -> Borders:
        rules, _ = await self._database.read(rules_in_force)
        since = window_start(at, rules.figures, self._zone)
        buyers: list[Figures] = []
        after = ""
        while page := await self._page(after, _READ_AT_ONCE):
            last = page[-1].id
            sums = await self._database.read(
                partial(_sums_between, after=after, last=last, rule=rules.figures, since=since)
            )
            living = {each.id for each in page}
            buyers += [each for key, each in sums.items() if key in living]
            after = last
        return borders_of(buyers, rules, at.astimezone(ZoneInfo(self._zone)).date(), self._zone)

    async def _page(self, after: str, limit: int) -> Sequence[Standing]:
        return await self._database.read(lambda tx: tx.value.standings(after=after, limit=limit))


def _judge(
    tx: Tx, *, page: Sequence[Standing], before: ClassRun, beat: ClassRun, borders: Borders
) -> tuple[list[dict[str, str]], int] | None:
    """Judge a page; None when another process holds the run by now."""
    if not tx.class_runs.update(beat, before=before):
        return None
    rules, pools = rules_in_force(tx)
    measure = Measure(rules=rules, pools=pools, borders=borders, at=before.started_at)
    return judge_many(tx, [each.id for each in page], measure)


def _sums_between(tx: Tx, *, after: str, last: str, rule: FiguresRule, since: datetime) -> dict[str, Figures]:
    return tx.value.sums_between(after, last, rule, since)


def ask(tx: Tx, *, key: str | None = None, by: str, at: datetime) -> ClassRun | None:
    """Ask for a run; None when that night has had one."""
    run_id = new_id()
    run = ClassRun(id=run_id, key=key or f"asked:{run_id}", by=by, started_at=at, beat_at=at)
    if not tx.class_runs.begin(run):
        return None
    record(tx, actor=by, action="classification.asked", subject=run.key, at=at)
    return run


def run_shape(run: ClassRun) -> Shape:
    """A run as the API shows it."""
    return {
        "id": run.id,
        "key": run.key,
        "state": run.state.value,
        "borders": asdict(run.borders),
        "counts": run.counts,
        "customers": run.customers,
        "changed": run.changed,
        "by": run.by,
        "started_at": time_shape(run.started_at),
        "ended_at": time_shape(run.ended_at),
    }
