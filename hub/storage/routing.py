"""Agents, queues, entry rules, work items, offers, and who routes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hub.domain.agents import Agent, Presence
from hub.domain.entry_rules import EntryRule
from hub.domain.queues import Disposition, Queue
from hub.domain.work import LegRole, Offer, OfferState, WorkItem
from hub.errors import NotFoundError
from hub.ports.repositories.routing import Lease, StoredCommand
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.tables.routing import (
    agents,
    dispositions,
    entry_rules,
    offers,
    queues,
    routing_commands,
    routing_leases,
    work_items,
)

AGENT = Codec(agents, Agent)
QUEUE = Codec(queues, Queue)
DISPOSITION = Codec(dispositions, Disposition, extra={"queue_key": lambda each: each.queue_id or ""})
ENTRY_RULE = Codec(entry_rules, EntryRule)
WORK_ITEM = Codec(work_items, WorkItem)
OFFER = Codec(offers, Offer)
# A process that stops dead within a transaction must not keep the lease's row locked, or nobody could take over:
# https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT
_LET_GO = sa.func.set_config("idle_in_transaction_session_timeout", "3s", sa.true())
LEASE = Codec(routing_leases, Lease)
COMMAND = Codec(routing_commands, StoredCommand)

COMMANDS_WAKE = "commands"
# The predicate of the partial index, word for word, so that both planners use it.
LIVE = sa.text("work_items.state NOT IN ('completed', 'abandoned', 'canceled', 'expired', 'voicemail')")


class Agents:
    """Implements `hub.ports.repositories.routing.Agents`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, agent_id: str) -> Agent | None:
        return self._unit.one(AGENT, agents.c.id == agent_id)

    def all(self) -> Sequence[Agent]:
        return self._unit.list(AGENT, sa.select(agents).order_by(agents.c.name, agents.c.id))

    def add(self, agent: Agent) -> None:
        self._unit.add(AGENT, [agent])

    def update(self, agent: Agent, expected_version: int) -> None:
        row = AGENT.row(agent)
        del row["presence"]
        self._unit.update_version(AGENT, row, expected_version)

    def set_presence(self, agent_id: str, presence: Presence) -> Agent:
        before = self._unit.one(AGENT, agents.c.id == agent_id)
        if before is None:
            raise NotFoundError(f"agent {agent_id} does not exist")
        after = replace(before, presence=presence, version=before.version + 1)
        row = AGENT.row(after)
        self._unit.connection.execute(
            sa.update(agents)
            .where(agents.c.id == agent_id)
            .values(presence=row["presence"], version=agents.c.version + 1)
        )
        return after

    def put_presences(self, changed: Sequence[Agent]) -> None:
        self._unit.overwrite(AGENT, changed, ("version", "presence"))


class Queues:
    """Implements `hub.ports.repositories.routing.Queues`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, queue_id: str) -> Queue | None:
        return self._unit.one(QUEUE, queues.c.id == queue_id)

    def all(self) -> Sequence[Queue]:
        return self._unit.list(QUEUE, sa.select(queues).order_by(queues.c.name, queues.c.id))

    def names(self, queue_ids: Collection[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for ids in chunks(sorted(queue_ids)):
            wanted = sa.select(queues.c.id, queues.c.name).where(queues.c.id.in_(ids))
            found |= {row.id: row.name for row in self._unit.connection.execute(wanted)}
        return found

    def add(self, queue: Queue) -> None:
        self._unit.add(QUEUE, [queue])

    def update(self, queue: Queue, expected_version: int) -> None:
        self._unit.update_version(QUEUE, QUEUE.row(queue), expected_version)

    def dispositions(self) -> Sequence[Disposition]:
        c = dispositions.c
        return self._unit.list(DISPOSITION, sa.select(dispositions).where(c.active).order_by(c.queue_key, c.code))

    def put_disposition(self, disposition: Disposition) -> None:
        self._unit.put(DISPOSITION, disposition, by=("queue_key", "code"))

    def entry_rules(self) -> Sequence[EntryRule]:
        return self._unit.list(ENTRY_RULE, sa.select(entry_rules).order_by(entry_rules.c.position, entry_rules.c.id))

    def entry_rule(self, rule_id: str) -> EntryRule | None:
        return self._unit.one(ENTRY_RULE, entry_rules.c.id == rule_id)

    def put_entry_rule(self, rule: EntryRule) -> None:
        self._unit.put(ENTRY_RULE, rule)

    def remove_entry_rule(self, rule_id: str) -> None:
        self._unit.connection.execute(sa.delete(entry_rules).where(entry_rules.c.id == rule_id))


def _domain_of_work(statement: Any) -> Any:
    """Join what says in which routing domain a work item is: its queue, else its agent."""
    agent_id = sa.func.coalesce(work_items.c.agent_id, work_items.c.preferred_agent_id)
    return statement.outerjoin(queues, queues.c.id == work_items.c.queue_id).outerjoin(agents, agents.c.id == agent_id)


_DOMAIN = sa.func.coalesce(queues.c.routing_domain, agents.c.routing_domain, "default")


def live_legs(statement: Any, routing_domain: str) -> Any:
    """Limit a SELECT of work items to the live ones of a routing domain."""
    return _domain_of_work(statement.select_from(work_items)).where(LIVE, routing_domain == _DOMAIN)


def _is_live_main(item: WorkItem) -> bool:
    return item.role is LegRole.MAIN and not item.state.is_terminal


class WorkItems:
    """Implements `hub.ports.repositories.routing.WorkItems`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, work_item_id: str) -> WorkItem | None:
        return self._unit.one(WORK_ITEM, work_items.c.id == work_item_id)

    def add(self, item: WorkItem) -> None:
        self._unit.add(WORK_ITEM, [item])

    def update(self, item: WorkItem, expected_epoch: int, expected_state: str) -> bool:
        current = sa.update(work_items).where(
            work_items.c.id == item.id,
            work_items.c.epoch == expected_epoch,
            work_items.c.state == expected_state,
        )
        return bool(self._unit.connection.execute(current.values(WORK_ITEM.row(item))).rowcount)

    def add_all(self, items: Sequence[WorkItem]) -> None:
        if items:
            self._unit.so_far()  # a new main leg begins when the one before has ended
            self._unit.add(WORK_ITEM, items)

    def overwrite(self, items: Sequence[WorkItem]) -> None:
        # An interaction has one live main leg: whoever stops being it comes before whoever becomes it.
        begun = {each.interaction_id for each in items if _is_live_main(each)}
        ended = {each.id for each in items if each.interaction_id in begun and not _is_live_main(each)}
        self._unit.overwrite(WORK_ITEM, [each for each in items if each.id in ended])
        self._unit.overwrite(WORK_ITEM, [each for each in items if each.id not in ended])

    def live_of_all(self, interaction_ids: Sequence[str]) -> Sequence[WorkItem]:
        found: list[WorkItem] = []
        for piece in chunks(interaction_ids):
            legs = sa.select(work_items).where(work_items.c.interaction_id.in_(piece), LIVE)
            found += self._unit.list(WORK_ITEM, legs.order_by(work_items.c.id))
        return found

    def live(self, routing_domain: str) -> Sequence[WorkItem]:
        mine = live_legs(sa.select(work_items), routing_domain)
        return self._unit.list_many(WORK_ITEM, mine.order_by(work_items.c.id))

    def live_of(self, interaction_id: str) -> WorkItem | None:
        is_main = work_items.c.role == LegRole.MAIN.value
        return self._unit.one(WORK_ITEM, work_items.c.interaction_id == interaction_id, is_main, LIVE)

    def callbacks(self, queue_id: str) -> Sequence[WorkItem]:
        c = work_items.c
        wanted = sa.select(work_items).where(c.queue_id == queue_id, sa.text("work_items.callback IS NOT NULL"), LIVE)
        return self._unit.list(WORK_ITEM, wanted.order_by(c.id))

    def of_interaction(self, interaction_id: str) -> Sequence[WorkItem]:
        legs = sa.select(work_items).where(work_items.c.interaction_id == interaction_id)
        return self._unit.list(WORK_ITEM, legs.order_by(work_items.c.id))


class Offers:
    """Implements `hub.ports.repositories.routing.Offers`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, offer_id: str) -> Offer | None:
        return self._unit.one(OFFER, offers.c.id == offer_id)

    def add(self, offer: Offer) -> None:
        self._unit.add(OFFER, [offer])

    def add_all(self, made: Sequence[Offer]) -> None:
        self._unit.add(OFFER, made)

    def ack_all(self, acked: Sequence[Offer]) -> None:
        self._unit.update_rows(offers, [{"id": each.id, "acked_at": each.acked_at} for each in acked])

    def end_all(self, ended: Sequence[Offer]) -> None:
        rows = [
            {"id": each.id, "state": each.state.value, "cause": each.cause, "ended_at": each.ended_at} for each in ended
        ]
        self._unit.update_rows(offers, rows, only="offers.state = 'pending'")

    def pending_of(self, work_item_ids: Sequence[str]) -> Sequence[Offer]:
        found: list[Offer] = []
        for piece in chunks(work_item_ids):
            mine = sa.select(offers).where(offers.c.work_item_id.in_(piece), sa.text("offers.state = 'pending'"))
            found += self._unit.list(OFFER, mine.order_by(offers.c.id))
        return found

    def end(self, offer_id: str, state: OfferState, cause: str, at: datetime) -> bool:
        pending = sa.update(offers).where(offers.c.id == offer_id, offers.c.state == "pending")
        ended = pending.values(state=state.value, cause=cause, ended_at=at)
        return bool(self._unit.connection.execute(ended).rowcount)

    def pending(self, routing_domain: str) -> Sequence[Offer]:
        source = offers.join(agents, agents.c.id == offers.c.agent_id)
        statement = sa.select(offers).select_from(source)
        mine = statement.where(sa.text("offers.state = 'pending'"), agents.c.routing_domain == routing_domain)
        return self._unit.list(OFFER, mine.order_by(offers.c.id))

    def of_agent(self, agent_id: str) -> Sequence[Offer]:
        pending = sa.select(offers).where(offers.c.agent_id == agent_id, sa.text("offers.state = 'pending'"))
        return self._unit.list(OFFER, pending.order_by(offers.c.id))

    def of_interaction(self, interaction_id: str) -> Sequence[Offer]:
        made = sa.select(offers).where(offers.c.interaction_id == interaction_id)
        return self._unit.list(OFFER, made.order_by(offers.c.id))


class Routing:
    """Implements `hub.ports.repositories.routing.Routing`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def take_lease(self, routing_domain: str, owner: str, ttl_s: float) -> Lease | None:
        if self._unit.is_postgres:
            self._unit.connection.execute(sa.select(_LET_GO))
        now = self._unit.now()
        wanted = Lease(routing_domain=routing_domain, owner=owner, epoch=1, until=now + timedelta(seconds=ttl_s))
        c = routing_leases.c
        mine = c.owner == owner
        statement = self._unit.insert(routing_leases).values(LEASE.row(wanted))
        taken = statement.on_conflict_do_update(
            index_elements=["routing_domain"],
            set_={
                "owner": owner,
                "epoch": sa.case((sa.and_(mine, c.until > now), c.epoch), else_=c.epoch + 1),
                "until": wanted.until,
            },
            where=sa.or_(mine, c.until <= now),
        )
        epoch = self._unit.connection.execute(taken.returning(c.epoch)).scalar()
        return None if epoch is None else replace(wanted, epoch=epoch)

    def release_lease(self, routing_domain: str, owner: str) -> None:
        c = routing_leases.c
        mine = sa.update(routing_leases).where(c.routing_domain == routing_domain, c.owner == owner)
        self._unit.connection.execute(mine.values(until=self._unit.now()))

    def add_command(self, command: StoredCommand) -> None:
        self._unit.add(COMMAND, [command])
        self._unit.wakes.add(COMMANDS_WAKE)

    def open_commands(self, routing_domain: str, limit: int) -> Sequence[StoredCommand]:
        c = routing_commands.c
        waiting = sa.select(routing_commands).where(c.routing_domain == routing_domain, c.result.is_(sa.null()))
        return self._unit.list(COMMAND, waiting.order_by(c.id).limit(limit))

    def finish_command(self, command_id: str, result: dict[str, object]) -> None:
        done = sa.update(routing_commands).where(routing_commands.c.id == command_id)
        self._unit.connection.execute(done.values(result=result))
        self._unit.wakes.add(COMMANDS_WAKE)

    def command(self, command_id: str) -> StoredCommand | None:
        return self._unit.one(COMMAND, routing_commands.c.id == command_id)
