"""What the service desk did by month, team and agent; the months are the organisation's own."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from hub.domain.agents import Agent
from hub.domain.time import require_utc
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.service_report import Counted
from hub.services.shapes import Shape

FIGURES = (
    "contacts",
    "cases_opened",
    "cases_resolved",
    "cases_open",
    "promises_kept",
    "promises_broken",
    "promises_open",
    "tasks_done",
    "tasks_late",
    "customers_gained",
    "customers_lost",
    "articles_used",
)
COLUMNS = ("month", "team", "agent_id", "agent_name", "figure", "of", "count")
_DECEMBER = 12


class By(StrEnum):
    """What a row stands for, in each month."""

    MONTH = "month"
    TEAM = "team"
    AGENT = "agent"


@dataclass(frozen=True, kw_only=True)
class ServiceQuestion:
    """What is asked for: `months` months that end with `last` (its first day), of a team or an agent if named."""

    last: date
    months: int = 1
    by: By = By.MONTH
    team: str | None = None
    agent_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceRow:
    """One month of everybody, a team or an agent: for each figure how many of which kind."""

    month: date
    team: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    figures: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


class ServiceReport:
    """Counts a month at a time; one report waits for another, so that they leave the machine to those who work."""

    def __init__(self, *, database: Database, clock: Clock, zone: str) -> None:
        """Count months of `zone`."""
        self._database = database
        self._clock = clock
        self._zone = zone
        self._turn = asyncio.Lock()

    def this_month(self) -> date:
        """The first day of the month that it is."""
        return self._clock.now().astimezone(ZoneInfo(self._zone)).date().replace(day=1)

    async def rows(self, wanted: ServiceQuestion) -> list[ServiceRow]:
        """Count each month; a month of everybody, or of what was asked for, is there even when nothing happened."""
        rows: list[ServiceRow] = []
        async with self._turn:
            for month in _months(wanted):
                start, end = (_midnight(each, self._zone) for each in (month, _next(month)))
                rows += await self._database.read(partial(_read, wanted=wanted, month=month, start=start, end=end))
        return rows


def _months(wanted: ServiceQuestion) -> Iterator[date]:
    last = wanted.last.year * _DECEMBER + wanted.last.month - 1
    for number in range(last - wanted.months + 1, last + 1):
        yield date(number // _DECEMBER, number % _DECEMBER + 1, 1)


def _next(month: date) -> date:
    return date(month.year + month.month // _DECEMBER, month.month % _DECEMBER + 1, 1)


def _midnight(day: date, zone: str) -> datetime:
    return require_utc(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


def _read(tx: Tx, *, wanted: ServiceQuestion, month: date, start: datetime, end: datetime) -> list[ServiceRow]:
    agents = {each.id: each for each in tx.agents.all()}
    counts = tx.service_counts
    parts = (counts.contacts, counts.cases, counts.tasks, counts.customers, counts.knowledge)
    return rows_of((line for part in parts for line in part(start, end)), wanted, month, agents)


def rows_of(
    lines: Iterable[Counted], wanted: ServiceQuestion, month: date, agents: Mapping[str, Agent]
) -> list[ServiceRow]:
    """Add up what was asked for; what an agent did counts for the team that the agent is in today."""
    rows: dict[tuple[str | None, str | None], ServiceRow] = {}
    if wanted.by is By.MONTH:
        rows[None, None] = ServiceRow(month=month, team=wanted.team, agent_id=wanted.agent_id)
    for line in lines:
        agent = agents.get(line.agent_id or "")
        team = agent.team if agent else line.team
        if wanted.team not in (None, team) or wanted.agent_id not in (None, line.agent_id):
            continue
        key = _key(wanted.by, team, line.agent_id)
        name = agent.name if agent and wanted.by is By.AGENT else None
        row = rows.setdefault(key, ServiceRow(month=month, team=key[0], agent_id=key[1], agent_name=name))
        row.figures[line.figure][line.of] += line.number
    return sorted(rows.values(), key=lambda each: (each.team or "", each.agent_name or "", each.agent_id or ""))


def _key(by: By, team: str, agent_id: str | None) -> tuple[str | None, str | None]:
    return {By.MONTH: (None, None), By.TEAM: (team, None), By.AGENT: (team, agent_id)}[by]


def service_row_shape(row: ServiceRow) -> Shape:
    """A row as the API shows it: every figure is there, its kinds in order."""
    return {**_named(row), "figures": {figure: _in_order(row, figure) for figure in FIGURES}}


def flat(rows: Sequence[ServiceRow]) -> list[Shape]:
    """The same as lines of a table, one a count."""
    return [
        {**_named(row), "figure": figure, "of": of, "count": count}
        for row in rows
        for figure in FIGURES
        for of, count in _in_order(row, figure).items()
    ]


def _named(row: ServiceRow) -> Shape:
    return {
        "month": f"{row.month:%Y-%m}",
        "team": row.team,
        "agent_id": row.agent_id,
        "agent_name": row.agent_name,
    }


def _in_order(row: ServiceRow, figure: str) -> dict[str, int]:
    return dict(sorted(row.figures.get(figure, {}).items()))
