"""Figures, what happened to one agent, and how many agents a load needs."""

from hub.web.api import history, reports, service_report, staffing
from hub.web.models.base import Shown
from hub.web.models.reports import HistoryQuery, RangeQuery, ReportQuery, ShownReconciliation, ShownReport
from hub.web.models.service_report import ServiceReportQuery, ShownServiceReport
from hub.web.models.staffing import ShownStaffing, StaffingQuery
from hub.web.roles import AGENTS, SUPERVISORS
from hub.web.route import Endpoint, Route, get


def _figures(name: str, endpoint: Endpoint, summary: str) -> Route:
    return get(
        f"/reports/{name}", endpoint, SUPERVISORS, summary, query=ReportQuery, answer=ShownReport, also=("text/csv",)
    )


ROUTES = (
    _figures("intervals", reports.intervals, "Figures by interval"),
    _figures("queues", reports.queues, "Figures by queue"),
    _figures("channels", reports.channels, "Figures by kind of channel"),
    _figures("agents", reports.agents, "Figures by agent, with where the time went"),
    get(
        "/reports/reconcile",
        reports.reconciled,
        SUPERVISORS,
        "Whether figures, journal and tables agree",
        query=RangeQuery,
        answer=ShownReconciliation,
    ),
    get(
        "/reports/service",
        service_report.show,
        AGENTS,
        "What the desk did by month; agents see their own",
        query=ServiceReportQuery,
        answer=ShownServiceReport,
        also=("text/csv",),
    ),
    get(
        "/agents/{id}/history",
        history.agent,
        SUPERVISORS,
        "What an agent did",
        query=HistoryQuery,
        answer=Shown,
    ),
    get(
        "/reports/staffing",
        staffing.show,
        SUPERVISORS,
        "How many agents a load needs",
        query=StaffingQuery,
        answer=ShownStaffing,
    ),
)
