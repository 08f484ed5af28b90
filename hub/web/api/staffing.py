"""/reports/staffing: how many agents a load needs, and what one more or fewer would change."""

import asyncio
from math import sqrt

from hub.errors import InvalidError
from hub.routing.staffing.errors import StaffingError
from hub.routing.staffing.loads import Demand
from hub.services.reports.staffing import staffing_answer
from hub.services.shapes import Shape
from hub.web.models.staffing import StaffingQuery
from hub.web.route import Call

_MOST_ERLANGS = 10_000
_FEWEST_BESIDE, _MOST_BESIDE = 4, 12


async def show(call: Call) -> Shape:
    """Compute beside the loop: a large load with patient callers takes a while."""
    return await asyncio.to_thread(_answer, call.query_as(StaffingQuery))


def _answer(query: StaffingQuery) -> Shape:
    try:
        demand = Demand(calls_per_hour=query.calls_per_hour, aht_s=query.aht_s, patience_s=query.patience_s)
        beside = _beside(demand)
        return staffing_answer(
            demand,
            within_s=query.within_s,
            service_level=query.service_level,
            agents=query.agents,
            below=beside,
            above=beside,
        )
    except StaffingError as error:
        raise InvalidError(str(error), field=error.field) from error


def _beside(demand: Demand) -> int:
    """How many agents more and fewer to show: the square root of the load is what staffing turns on."""
    if demand.erlangs > _MOST_ERLANGS:
        raise InvalidError(f"a load of {demand.erlangs:g} erlangs; at most {_MOST_ERLANGS}", field="calls_per_hour")
    return min(max(round(sqrt(demand.erlangs)), _FEWEST_BESIDE), _MOST_BESIDE)
