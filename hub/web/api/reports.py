"""/reports: figures by interval, queue, kind of channel and agent, as JSON or CSV, and whether they reconcile."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from hub.domain.time import from_rfc3339, require_utc, to_rfc3339
from hub.errors import InvalidError
from hub.routing.figures.intervals import Interval
from hub.routing.figures.tables import Dimension, total
from hub.services.reports.figures import Line, Staff, Wanted
from hub.services.reports.reconciliation import reconcile
from hub.services.reports.shapes import counts_shape, figures_shape, line_shape
from hub.services.reports.sheets import as_csv
from hub.services.shapes import Shape
from hub.web.models.reports import RangeQuery, ReportQuery
from hub.web.route import Answer, Call

_FINE_DAYS = 31
_DAYS = 400
_DATE = len("2026-11-22")


async def intervals(call: Call) -> Answer:
    """Everybody's figures, interval by interval."""
    query = call.query_as(ReportQuery)
    return await _report(call, Dimension.ALL, query.interval or Interval.HALF)


async def queues(call: Call) -> Answer:
    """A row a queue, and interval when one is asked for."""
    return await _report(call, Dimension.QUEUE, call.query_as(ReportQuery).interval)


async def channels(call: Call) -> Answer:
    """A row a kind of channel."""
    return await _report(call, Dimension.KIND, call.query_as(ReportQuery).interval)


async def agents(call: Call) -> Answer:
    """A row an agent, with where the time went."""
    return await _report(call, Dimension.AGENT, call.query_as(ReportQuery).interval)


async def reconciled(call: Call) -> Shape:
    """Whether intervals, journal and tables agree."""
    reports, zone = call.services.reports, call.services.settings.time_zone
    start, end = span_of(call, call.query_as(RangeQuery), zone, days=_FINE_DAYS)
    found = await reconcile(call.services.database, call.services.clock, reports, Wanted(start=start, end=end))
    items = [asdict(each) for each in found.differences]
    return {"items": items, "next": None, "legs": found.legs, "lines": found.lines}


async def _report(call: Call, by: Dimension, interval: Interval | None) -> Answer:
    query, reports = call.query_as(ReportQuery), call.services.reports
    staff = await reports.staff()
    _require_known(query, staff)
    zone = staff.zones.get(query.queue_id or "", call.services.settings.time_zone)
    is_fine = interval not in (None, Interval.DAY)
    start, end = span_of(call, query, zone, days=_FINE_DAYS if is_fine else _DAYS)
    wanted = Wanted(
        start=start,
        end=end,
        interval=interval,
        by=by,
        cohort=query.cohort,
        queue_id=query.queue_id,
        kind=query.kind.value if query.kind else None,
        agent_id=query.agent_id,
        threshold_s=query.threshold_s,
        short_abandon_s=query.short_abandon_s,
    )
    lines = await reports.lines(wanted, staff)
    if _wants_csv(call, query):
        return _csv([line_shape(each, staff, by) for each in lines], wanted, staff, bom=query.bom)
    return _page(lines, wanted, staff, query, zone)


def _require_known(query: ReportQuery, staff: Staff) -> None:
    if query.queue_id is not None and query.queue_id not in staff.queues:
        raise InvalidError(f"there is no queue {query.queue_id}", field="queue_id")
    if query.agent_id is not None and query.agent_id not in staff.agents:
        raise InvalidError(f"there is no agent {query.agent_id}", field="agent_id")


def span_of(call: Call, query: RangeQuery, zone: str, *, days: int) -> tuple[datetime, datetime]:
    """The range that is meant: today without any word, and never beyond now."""
    now = call.services.clock.now()
    start = _moment(query.from_, zone, "from") if query.from_ else _midnight(_today(now, zone), zone)
    end = min(_moment(query.to, zone, "to", days=1), now) if query.to else now
    if start >= end:
        hint = "lies in the future" if start >= now else f"is not before the end, {to_rfc3339(end)}"
        raise InvalidError(f"{to_rfc3339(start)} {hint}", field="from")
    if end - start > timedelta(days=days, hours=1):
        raise InvalidError(f"more than {days} days at once; ask for less, or for whole days", field="to")
    return start, end


def _today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _midnight(day: date, zone: str) -> datetime:
    return require_utc(datetime.combine(day, time(), tzinfo=ZoneInfo(zone)))


def _moment(text: str, zone: str, field: str, *, days: int = 0) -> datetime:
    """Read a date in the zone, `days` later, or a moment as it is."""
    try:
        if len(text) == _DATE:
            return _midnight(date.fromisoformat(text) + timedelta(days=days), zone)
        return from_rfc3339(text)
    except (ValueError, OverflowError) as error:
        message = f"{text!r} is no time; write a date like 2026-11-22, or a moment like 2026-11-22T08:00:00Z"
        raise InvalidError(message, field=field) from error


def _wants_csv(call: Call, query: ReportQuery) -> bool:
    if query.format is not None:
        return query.format == "csv"
    return "text/csv" in call.request.headers.get("Accept", "")


def _csv(rows: Sequence[Shape], wanted: Wanted, staff: Staff, *, bom: bool) -> web.Response:
    """All rows at once; the header is there without any row."""
    empty = Line(
        start=wanted.start, end=wanted.end, local="", zone="", value=None, counts=total(()), time=None, waiting=None
    )
    columns = list(line_shape(empty, staff, wanted.by))
    name = f"report-{wanted.by.value}-{wanted.start:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=as_csv(rows, columns, bom=bom), content_type="text/csv", charset="utf-8", headers=headers)


def _page(lines: Sequence[Line], wanted: Wanted, staff: Staff, query: ReportQuery, zone: str) -> Shape:
    whole = total(each.counts for each in lines)
    shown = lines[query.after : query.after + query.limit]
    following = query.after + query.limit
    return {
        "items": [line_shape(each, staff, wanted.by) for each in shown],
        "next": str(following) if following < len(lines) else None,
        "totals": {**counts_shape(whole), **figures_shape(whole)},
        "from": to_rfc3339(wanted.start),
        "to": to_rfc3339(wanted.end),
        "interval": wanted.interval.value if wanted.interval else None,
        "zone": zone,
        "cohort": wanted.cohort.value,
    }
