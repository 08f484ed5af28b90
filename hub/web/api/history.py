"""/agents/{id}/history: what an agent did in a time range."""

from hub.ports.repositories import Tx
from hub.services.reports.history import agent_history
from hub.services.routing_setup.agents import require_agent
from hub.services.shapes import Shape
from hub.web.api.reports import span_of
from hub.web.models.reports import HistoryQuery
from hub.web.route import Call

_DAYS = 31


async def agent(call: Call) -> Shape:
    """Where the agent stood and what was in hand; today unless a range is named."""
    agent_id, query = call.path["id"], call.query_as(HistoryQuery)
    start, end = span_of(call, query, call.services.settings.time_zone, days=_DAYS)

    def work(tx: Tx) -> Shape:
        require_agent(tx, agent_id)
        return agent_history(tx, agent_id, start=start, end=end)

    return await call.read(work)
