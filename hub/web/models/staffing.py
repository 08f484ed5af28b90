"""Questions about staffing on the wire, and their answer."""

from typing import Annotated, Literal

from pydantic import Field

from hub.web.models.base import Query, Shown

Load = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]
Duration = Annotated[float, Field(gt=0, le=36_000, allow_inf_nan=False)]
Patience = Annotated[float, Field(gt=0, le=3_600, allow_inf_nan=False)]
Share = Annotated[float, Field(gt=0, lt=1, allow_inf_nan=False)]
Head = Annotated[int, Field(ge=1, le=10_000)]


class StaffingQuery(Query):
    """The load, the promise, and perhaps how many agents there are."""

    calls_per_hour: Load
    aht_s: Duration
    within_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 20
    service_level: Share = 0.8
    patience_s: Patience | None = None
    agents: Head | None = None


class ShownOption(Shown):
    """What a number of agents achieves; all null when the queue would grow without end."""

    agents: int
    stable: bool
    service_level: float | None
    answered_in_time: float | None
    asa_s: float | None
    wait_s: float | None
    p_wait: float | None
    p_abandon: float | None
    occupancy: float | None
    waiting: float | None


class ShownStaffing(Shown):
    """The question with the least number of agents that keeps the promise, and what others achieve."""

    calls_per_hour: float
    aht_s: float
    patience_s: float | None
    within_s: float
    service_level: float
    model: Literal["erlang_a", "erlang_c"]
    erlangs: float
    needed: int
    agents: int
    options: list[ShownOption]
