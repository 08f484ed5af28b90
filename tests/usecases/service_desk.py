"""A service desk on a clock that tests move: agents, a customer, cases, their contacts and what falls due."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar

from hub.domain.agents import Agent, Presence
from hub.domain.cases import Case, EntryKind
from hub.domain.customers import Customer
from hub.domain.events import EventType
from hub.domain.hours import Interval, OpeningHours
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.tasks import Task, TaskKind
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.tasks import TaskFilter
from hub.services.cases import records as cases
from hub.services.cases import steps as case_steps
from hub.services.cases.due_work import DueWork
from hub.services.cases.rows import Actor, require_case
from tests.support.hands import HandClock

T = TypeVar("T")
OFFICE = OpeningHours(time_zone="UTC", week=((Interval(start=time(9), end=time(17)),),) * 5 + ((), ()))
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANNA = Actor(by="user:anna", name="Anna", agent_id="anna")


class Desk:
    """A service desk on a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock(MONDAY)
        self.due = DueWork(database=database, clock=self.clock)

    async def do(self, work: Callable[[Tx], T]) -> T:
        return await self.database.write(work)

    async def people(self) -> Customer:
        """Two agents of one team and a customer."""
        wang = Customer(id=new_id(), name="王小明", created_at=MONDAY, updated_at=MONDAY)

        def work(tx: Tx) -> None:
            for name in ("anna", "bob"):
                presence = Presence(since=MONDAY)
                tx.agents.add(
                    Agent(id=name, name=name, team="care", presence=presence, created_at=MONDAY, updated_at=MONDAY)
                )
            tx.customers.add(wang)

        await self.do(work)
        return wang

    async def open(self, kind: str = "complaint", **more: object) -> Case:
        new = cases.NewCase(kind=kind, subject="Order 1183 came broken", owner_agent_id="anna", **more)  # type: ignore[arg-type]
        return await self.do(lambda tx: cases.open_case(tx, new, actor=ANNA, at=self.clock.now()))

    async def contact(self, customer: Customer | None = None, **more: object) -> Interaction:
        made = Interaction(
            id=new_id(),
            channel="mail",
            kind=InteractionKind.EMAIL,
            state=InteractionState.ACTIVE,
            customer_id=customer.id if customer else None,
            agent_id="anna",
            last_customer_at=self.clock.now(),
            created_at=self.clock.now(),
            updated_at=self.clock.now(),
        )
        made = replace(made, **more)  # type: ignore[arg-type]
        await self.do(lambda tx: tx.interactions.add(made))
        return made

    async def writes(self, contact: Interaction) -> None:
        """The customer writes again."""

        def work(tx: Tx) -> None:
            known = tx.interactions.get(contact.id)
            assert known
            now = self.clock.now()
            after = replace(known, last_customer_at=now, updated_at=now, version=known.version + 1)
            tx.interactions.update(after, known.version)

        await self.do(work)

    async def wait(self, **time: float) -> None:
        self.clock.time += timedelta(**time)
        while await self.due.do_due():
            pass

    async def case(self, case: Case) -> Case:
        return await self.database.read(lambda tx: require_case(tx, case.id))

    async def tasks(self, case: Case, *kinds: TaskKind, state: str = "open") -> list[Task]:
        wanted = TaskFilter(case_id=case.id, kinds=tuple(kinds), states=(state,))
        return list(await self.database.read(lambda tx: tx.tasks.page(wanted, after=None, limit=50)))

    async def told(self, case: Case) -> list[EntryKind]:
        found = await self.database.read(lambda tx: tx.cases.entries(case.id, after=None, limit=100))
        return [each.kind for each in reversed(found)]

    async def events(self, type_: EventType) -> list[dict[str, object]]:
        await self.database.number_events()
        found = await self.database.events_after(0, 1_000)
        return [each.data for each in found if each.type is type_]


def resolve(desk: Desk, case: Case) -> Callable[[Tx], Case]:
    return lambda tx: case_steps.resolve(
        tx,
        case.id,
        result="replaced",
        resolution="A new one was sent",
        actor=ANNA,
        expected_version=None,
        at=desk.clock.now(),
    )
