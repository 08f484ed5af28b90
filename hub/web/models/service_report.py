"""Questions about what the service desk did, and their rows."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from hub.services.reports.service import By
from hub.web.models.base import Id, Line, Query, Shown

Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class ServiceReportQuery(Query):
    """`months` months that end with `month` (this one, unless given), as `2026-11`."""

    month: Month | None = None
    months: Annotated[int, Field(ge=1, le=24)] = 1
    by: By = By.MONTH
    team: Line | None = None
    agent_id: Id | None = None
    format: Literal["json", "csv"] | None = None
    bom: bool = False


class ShownServiceRow(Shown):
    """A month of everybody, a team or an agent: for each figure how many of which kind."""

    month: str
    team: str | None
    agent_id: str | None
    agent_name: str | None
    figures: dict[str, dict[str, int]]


class ShownServiceReport(Shown):
    """Rows by month, with the zone whose months they are."""

    items: list[ShownServiceRow]
    next: str | None
    zone: str
