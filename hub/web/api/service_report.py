"""/reports/service: what the desk did by month; agents see their own, supervisors everybody's."""

from datetime import date

from aiohttp import web

from hub.errors import ForbiddenError, InvalidError
from hub.services.reports.service import COLUMNS, By, ServiceQuestion, ServiceRow, flat, service_row_shape
from hub.services.reports.sheets import as_csv
from hub.web.models.service_report import ServiceReportQuery
from hub.web.route import Answer, Call


async def show(call: Call) -> Answer:
    """The months that are asked for, as JSON or CSV."""
    query = call.query_as(ServiceReportQuery)
    wanted = _question(call, query)
    await _require_known(call, wanted.agent_id)
    rows = await call.services.service_report.rows(wanted)
    is_csv = query.format == "csv" if query.format else "text/csv" in call.request.headers.get("Accept", "")
    if is_csv:
        return _csv(rows, wanted, bom=query.bom)
    zone = call.services.settings.time_zone
    return {"items": [service_row_shape(each) for each in rows], "next": None, "zone": zone}


def _question(call: Call, query: ServiceReportQuery) -> ServiceQuestion:
    this_month = call.services.service_report.this_month()
    last = date.fromisoformat(f"{query.month}-01") if query.month else this_month
    if last > this_month:
        raise InvalidError(f"{last:%Y-%m} has not begun; this month is {this_month:%Y-%m}", field="month")
    return ServiceQuestion(last=last, months=query.months, by=query.by, team=query.team, agent_id=_whose(call, query))


def _whose(call: Call, query: ServiceReportQuery) -> str | None:
    """An agent may ask for nobody else's work."""
    caller = call.caller
    if caller.supervises:
        return query.agent_id
    if caller.agent_id is None or query.agent_id not in (None, caller.agent_id):
        raise ForbiddenError("only a supervisor sees what others did; leave out agent_id for your own months")
    if query.team is not None or query.by is By.TEAM:
        raise ForbiddenError("only a supervisor sees a team's months; leave out team and by for your own")
    return caller.agent_id


async def _require_known(call: Call, agent_id: str | None) -> None:
    if agent_id is not None and await call.read(lambda tx: tx.agents.get(agent_id)) is None:
        raise InvalidError(f"there is no agent {agent_id}", field="agent_id")


def _csv(rows: list[ServiceRow], wanted: ServiceQuestion, *, bom: bool) -> web.Response:
    name = f"service-{wanted.by.value}-{wanted.last:%Y-%m}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    body = as_csv(flat(rows), COLUMNS, bom=bom)
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)
