"""What an agent's first screen of the day asks for, each by an index of the agent's own rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.customers import Customer
from hub.domain.ids import first_id
from hub.domain.interactions import Interaction
from hub.ports.repositories.today import MonthFigures
from hub.storage.connection import Unit
from hub.storage.customers import Customers, birthday_key
from hub.storage.log import INTERACTION
from hub.storage.tables.cases import cases
from hub.storage.tables.customers import customers
from hub.storage.tables.log import interactions
from hub.storage.tables.tasks import tasks


class Today:
    """Implements `hub.ports.repositories.today.Today`."""

    def __init__(self, unit: Unit, records: Customers) -> None:
        """Work inside `unit`; whole records are read through `records`."""
        self._unit = unit
        self._records = records

    def own_birthdays(self, agent_id: str, days: Sequence[tuple[str, int, int]], *, limit: int) -> Sequence[Customer]:
        c = customers.c
        keys = [birthday_key(*day) for day in days]
        wanted = (
            sa.select(c.id)
            .where(c.owner_agent_id == agent_id, c.birthday_key.in_(keys), c.merged_into.is_(None))
            .order_by(c.id)
            .limit(limit)
        )
        found = self._records.get_many(self._unit.connection.execute(wanted).scalars().all())
        return list(found.values())

    def newest_contacts(self, agent_id: str, *, limit: int) -> Sequence[Interaction]:
        c = interactions.c
        wanted = sa.select(interactions).where(c.agent_id == agent_id)
        return self._unit.list(INTERACTION, wanted.order_by(c.id.desc()).limit(limit))

    def promised(self, agent_id: str, *, limit: int) -> Sequence[Interaction]:
        c = interactions.c
        # Few promises are open at a time; the index by agent, which the function shuts out, has a life's contacts.
        mine = sa.func.coalesce(c.agent_id, "") == agent_id
        wanted = sa.select(interactions).where(mine, sa.text("interactions.sla_state <> ''"))
        return self._unit.list(INTERACTION, wanted.order_by(c.sla_at.asc().nulls_first(), c.id).limit(limit))

    def figures(self, agent_id: str, since: datetime) -> MonthFigures:
        c = interactions.c
        kinds = sa.select(c.kind, sa.func.count()).where(c.agent_id == agent_id, c.id >= first_id(since))
        return MonthFigures(
            contacts={str(kind): count for kind, count in self._unit.connection.execute(kinds.group_by(c.kind))},
            cases_resolved=self._count(cases.c.resolved_by_agent_id == agent_id, cases.c.resolved_at >= since),
            tasks_done=self._count(
                tasks.c.owner_agent_id == agent_id, tasks.c.ended_at >= since, tasks.c.state == "done"
            ),
        )

    def _count(self, *conditions: Any) -> int:
        return int(self._unit.connection.execute(sa.select(sa.func.count()).where(*conditions)).scalar_one())
