"""The service report on both databases: each figure is what the raw rows add up to, in the organisation's months."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hub.domain.agents import Agent, Presence
from hub.domain.articles import Article, ArticleKind, ArticleUse, Use
from hub.domain.cases import Case, CaseEntry, CaseState, EntryKind
from hub.domain.class_changes import ClassChange
from hub.domain.customers import Customer
from hub.domain.ids import first_id, new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.sla import SlaClock, SlaKind, SlaState
from hub.domain.tasks import Task, TaskKind, TaskState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.reports.service import By, ServiceQuestion, ServiceReport, ServiceRow
from hub.services.value.pools import ByWhom, claim, release
from tests.support.hands import HandClock

ZONE = "Asia/Shanghai"
START = datetime(2026, 2, 1, tzinfo=UTC)
NOW = datetime(2026, 4, 10, tzinfo=UTC)
TEAMS = {"anna": "care", "bob": "care", "chen": "sales", "dora": ""}
PEOPLE = (*TEAMS, None)
KEPT = {SlaState.MET: "promises_kept", SlaState.MET_LATE: "promises_broken", SlaState.BREACHED: "promises_broken"}
OPEN = dict.fromkeys((SlaState.RUNNING, SlaState.WARNED, SlaState.PAUSED), "promises_open")
Tally = dict[tuple[str, str | None, str | None], Counter[tuple[str, str]]]


def id_at(at: datetime) -> str:
    return first_id(at)[:14] + new_id()[14:]


def month_of(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(ZONE)):%Y-%m}"


@dataclass
class Rows:
    """Rows at random, and what they should come to, counted one by one."""

    chance: random.Random = field(default_factory=lambda: random.Random(11))
    expected: Tally = field(default_factory=lambda: defaultdict(Counter))
    work: list[Callable[[Tx], object]] = field(default_factory=list)

    def moment(self) -> datetime:
        """Often within minutes of a month's border in Shanghai, which is none in London."""
        border = datetime(2026, self.chance.choice((2, 3, 4)), 1, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        near = border + timedelta(minutes=self.chance.randint(-5, 5))
        return near if self.chance.random() < 0.4 else START + timedelta(minutes=self.chance.randrange(60 * 24 * 60))

    def agent(self) -> str | None:
        return self.chance.choice(PEOPLE)

    def note(self, at: datetime, agent: str | None, team: str, figure: str, of: str) -> None:
        self.note_month(month_of(at), agent, team, figure, of)

    def note_month(self, month: str, agent: str | None, team: str, figure: str, of: str) -> None:
        self.expected[month, agent, TEAMS[agent] if agent else team][figure, of] += 1

    def clocks(self, at: datetime, agent: str | None, team: str, whose: str) -> tuple[SlaClock, ...]:
        made = tuple(
            SlaClock(kind=kind, policy_id="p", state=self.chance.choice(list(SlaState)), target_s=60, started_at=at)
            for kind in self.chance.sample(list(SlaKind), self.chance.randint(0, 2))
        )
        for each in made:
            figure = {**KEPT, **OPEN}.get(each.state)
            if figure:
                self.note(at, agent, team, figure, f"{whose}.{each.kind.value}")
        return made

    def contact(self) -> None:
        at, agent, kind = self.moment(), self.agent(), self.chance.choice(list(InteractionKind))
        made = Interaction(
            id=id_at(at),
            channel="c",
            kind=kind,
            state=InteractionState.CLOSED,
            agent_id=agent,
            clocks=self.clocks(at, agent, "", "contact"),
            created_at=at,
            updated_at=at,
        )
        self.note(at, agent, "", "contacts", kind.value)
        self.work.append(lambda tx: tx.interactions.add(made))
        if self.chance.random() < 0.5:
            self.use(made.id, agent)

    def use(self, interaction_id: str, agent: str | None) -> None:
        at, use = self.moment(), self.chance.choice(list(Use))
        used = ArticleUse(id=id_at(at), article_id="a", interaction_id=interaction_id, use=use, by="Somebody", at=at)
        self.note(at, agent, "", "articles_used", use.value)
        self.work.append(lambda tx: tx.articles.use(used))

    def case(self, number: int) -> None:
        """Opened, then settled and reopened by turns."""
        turns = sorted(self.moment() for _ in range(self.chance.randint(1, 5)))
        agent, team, kind = self.agent(), self.chance.choice(("sales", "")), self.chance.choice(("complaint", "repair"))
        is_open = len(turns) % 2 == 1
        made = Case(
            id=id_at(turns[0]),
            number=number,
            kind=kind,
            subject="s",
            state=CaseState.OPEN if is_open else self.chance.choice((CaseState.RESOLVED, CaseState.CLOSED)),
            owner_agent_id=None if not is_open else agent,
            resolved_by_agent_id=None if is_open else agent,
            resolved_at=None if is_open else turns[-1],
            team=team,
            clocks=self.clocks(turns[0], agent, team, "case"),
            created_at=turns[0],
            updated_at=turns[-1],
        )
        self.work.append(lambda tx: tx.cases.add(made))
        self.note(turns[0], agent, team, "cases_opened", kind)
        for place, at in enumerate(turns[1:]):
            entry = EntryKind.RESOLVED if place % 2 == 0 else EntryKind.REOPENED
            self.entry(made, entry, at)
            if entry is EntryKind.RESOLVED:
                self.note(at, agent, team, "cases_resolved", kind)
        for month, end in ends():
            if sum(at < end for at in turns) % 2 == 1:
                self.note_month(month, agent, team, "cases_open", kind)

    def entry(self, case: Case, kind: EntryKind, at: datetime) -> None:
        line = CaseEntry(id=id_at(at), case_id=case.id, kind=kind, by="b", at=at)
        self.work.append(lambda tx: tx.cases.add_entry(line))

    def task(self) -> None:
        at, agent, kind = self.moment(), self.agent(), self.chance.choice(list(TaskKind))
        due = self.chance.choice((None, at - timedelta(hours=1), at, at + timedelta(hours=1)))
        state, team = self.chance.choice(list(TaskState)), self.chance.choice(("care", ""))
        ended = None if state is TaskState.OPEN else at
        made = Task(
            id=new_id(),
            kind=kind,
            title="t",
            state=state,
            owner_agent_id=agent,
            team=team,
            due_at=due,
            created_at=START,
            updated_at=at,
            ended_at=ended,
        )
        self.work.append(lambda tx: tx.tasks.add_new(made))
        if state is TaskState.DONE:
            self.note(at, agent, team, "tasks_done", kind.value)
            if due is not None and due < at:
                self.note(at, agent, team, "tasks_late", kind.value)

    def change(self) -> None:
        at, agent, before = self.moment(), self.agent(), self.agent()
        gained, lost = {"pool": "followed", "value": "A"}, {"pool": "public"}
        made = ClassChange(
            id=new_id(), owner_id=new_id(), agent_id=agent, agent_before=before, gained=gained, lost=lost, at=at
        )
        self.work.append(lambda tx: tx.value.add_changes([made]))
        for scheme, name in gained.items():
            self.note(at, agent, "", "customers_gained", f"{scheme}.{name}")
        self.note(at, before, "", "customers_lost", "pool.public")


def ends() -> Iterator[tuple[str, datetime]]:
    for month in (1, 2, 3, 4):
        yield f"2026-{month:02}", datetime(2026, month + 1, 1, tzinfo=ZoneInfo(ZONE))


@pytest.fixture
async def rows(database: Database) -> Rows:
    made = Rows()
    for number in range(120):
        made.contact()
        made.case(number + 1)
        made.task()
        made.change()

    def write(tx: Tx) -> None:
        hire(tx)
        tx.articles.put(
            Article(
                id="a",
                group_id="a",
                locale="en",
                kind=next(iter(ArticleKind)),
                title="t",
                slug="t",
                created_at=START,
                updated_at=START,
                changed_at=START,
            ),
            None,
        )
        for each in made.work:
            each(tx)

    await database.write(write)
    return made


def hire(tx: Tx) -> None:
    for name, team in TEAMS.items():
        presence = Presence(since=START)
        tx.agents.add(Agent(id=name, name=name, team=team, presence=presence, created_at=START, updated_at=START))


def report_of(database: Database, now: datetime = NOW) -> ServiceReport:
    return ServiceReport(database=database, clock=HandClock(now), zone=ZONE)


def tally(rows: list[ServiceRow]) -> Tally:
    return {
        (f"{row.month:%Y-%m}", row.agent_id, row.team): Counter(
            {(figure, of): count for figure, counts in row.figures.items() for of, count in counts.items()}
        )
        for row in rows
    }


async def test_every_figure_is_what_the_raw_rows_add_up_to(database: Database, rows: Rows) -> None:
    report = report_of(database)
    by_agent = await report.rows(ServiceQuestion(last=date(2026, 4, 1), months=4, by=By.AGENT))
    assert tally(by_agent) == rows.expected


@pytest.mark.parametrize("team", [None, "care", ""])
async def test_months_and_teams_are_the_sum_of_their_agents(database: Database, rows: Rows, team: str | None) -> None:
    wanted = {key: counts for key, counts in rows.expected.items() if team in (None, key[2])}
    report = report_of(database)
    by_month = await report.rows(ServiceQuestion(last=date(2026, 4, 1), months=4, team=team))
    by_team = await report.rows(ServiceQuestion(last=date(2026, 4, 1), months=4, by=By.TEAM, team=team))
    months, teams = defaultdict[object, Counter[object]](Counter), defaultdict[object, Counter[object]](Counter)
    for (month, _, of_team), counts in wanted.items():
        months[month].update(counts)
        teams[month, of_team].update(counts)
    assert {month: counts for (month, _, _), counts in tally(by_month).items()} == months
    assert {(month, of): counts for (month, _, of), counts in tally(by_team).items()} == teams


async def test_one_agents_months_are_there_without_work(database: Database) -> None:
    await database.write(hire)
    report = report_of(database)
    rows = await report.rows(ServiceQuestion(last=date(2026, 1, 1), months=2, agent_id="anna"))
    assert [(each.month, each.agent_id, dict(each.figures)) for each in rows] == [
        (date(2025, 12, 1), "anna", {}),
        (date(2026, 1, 1), "anna", {}),
    ]
    assert report.this_month() == date(2026, 4, 1)


async def test_a_claim_is_won_by_its_agent_and_lost_by_the_same(database: Database) -> None:
    """Who lets a customer go is named, though nobody looks after them any more."""
    customer = Customer(id=new_id(), name="new", lifecycle="public", created_at=NOW, updated_at=NOW)
    anna = ByWhom(actor="user:anna", agent_id="anna", supervises=False, at=NOW)

    def write(tx: Tx) -> None:
        hire(tx)
        tx.customers.add(customer)
        claim(tx, customer.id, "anna", anna)
        release(tx, customer.id, anna)

    await database.write(write)
    rows = await report_of(database).rows(ServiceQuestion(last=date(2026, 4, 1), by=By.AGENT, agent_id="anna"))
    [row] = rows
    gained, lost = row.figures["customers_gained"], row.figures["customers_lost"]
    assert (gained["pool.followed"], lost["pool.public"]) == (1, 0)
    assert (gained["pool.public"], lost["pool.followed"]) == (0, 1)
