"""What a routing decision is judged by and written over, read and locked in one go."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from hub.domain.customers import ContactPoint, Customer
from hub.ports.repositories.decisions import Stored
from hub.storage.connection import Unit, chunks
from hub.storage.customers import CUSTOMER, POINT, Customers
from hub.storage.log import INTERACTION, Interactions
from hub.storage.routing import AGENT
from hub.storage.tables.routing import agents, routing_leases, work_items

# The lease is checked first, and held: whoever wants to take the domain over waits until this transaction has ended.
# A process that stops dead within it must not keep the lease's row locked, or nobody could take over:
# https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT
# What is written then is found by its key: planning it anew for each commit costs more than running it.
# https://www.postgresql.org/docs/current/runtime-config-query.html
_LOOK = sa.text("""
WITH lease AS MATERIALIZED (
  SELECT epoch FROM routing_leases WHERE routing_domain = :routing_domain AND epoch = :epoch FOR SHARE
), legs AS MATERIALIZED (
  SELECT id, epoch, state FROM work_items WHERE id = ANY(CAST(:leg_ids AS text[])) ORDER BY id FOR UPDATE
), talks AS MATERIALIZED (
  SELECT * FROM interactions WHERE id = ANY(CAST(:interaction_ids AS text[])) ORDER BY id FOR UPDATE
), people AS MATERIALIZED (
  SELECT * FROM agents WHERE id = ANY(CAST(:agent_ids AS text[])) ORDER BY id FOR UPDATE
), known AS MATERIALIZED (
  SELECT * FROM customers WHERE id IN (SELECT customer_id FROM talks)
)
SELECT
  (SELECT count(*) FROM lease),
  (SELECT json_agg(legs)::text FROM legs),
  (SELECT json_agg(talks)::text FROM talks),
  (SELECT json_agg(people)::text FROM people),
  (SELECT json_agg(known)::text FROM known),
  (SELECT json_agg(p ORDER BY p.id)::text FROM known k JOIN contact_points p ON p.customer_id = k.id),
  set_config('idle_in_transaction_session_timeout', '3s', true),
  set_config('plan_cache_mode', 'force_generic_plan', true),
  set_config('enable_seqscan', 'off', true),
  set_config('enable_hashjoin', 'off', true),
  set_config('enable_mergejoin', 'off', true)
""")


class Decisions:
    """Implements `hub.ports.repositories.decisions.Decisions`."""

    def __init__(self, unit: Unit, interactions: Interactions, customers: Customers) -> None:
        """Read what belongs to others through their repositories."""
        self._unit = unit
        self._interactions = interactions
        self._customers = customers

    def look(
        self,
        routing_domain: str,
        epoch: int,
        *,
        leg_ids: Sequence[str],
        interaction_ids: Sequence[str],
        agent_ids: Sequence[str],
    ) -> Stored | None:
        if not self._unit.is_postgres:
            return self._look(routing_domain, epoch, leg_ids, interaction_ids, agent_ids)
        asked = {"leg_ids": leg_ids, "interaction_ids": interaction_ids, "agent_ids": agent_ids}
        wanted = {name: list(ids) for name, ids in asked.items()}
        row = self._unit.connection.execute(_LOOK, {"routing_domain": routing_domain, "epoch": epoch, **wanted}).one()
        held, legs, talks, people, known, points, *_ = row
        if not held:
            return None
        talking = (INTERACTION.raw_value(each) for each in _rows(talks))
        return Stored(
            legs={each["id"]: (each["epoch"], each["state"]) for each in _rows(legs)},
            interactions={each.id: each for each in talking},
            agents={each["id"]: AGENT.raw_value(each) for each in _rows(people)},
            customers=_customers(_rows(known), _rows(points)),
        )

    def _look(
        self,
        routing_domain: str,
        epoch: int,
        leg_ids: Sequence[str],
        interaction_ids: Sequence[str],
        agent_ids: Sequence[str],
    ) -> Stored | None:
        c = routing_leases.c
        lease = sa.select(c.epoch).where(c.routing_domain == routing_domain, c.epoch == epoch)
        if self._unit.connection.execute(lease).first() is None:
            return None
        legs = self._unit.locked(work_items, leg_ids, "epoch", "state")
        talks = self._interactions.get_many(interaction_ids)
        callers = sorted({each.customer_id for each in talks.values() if each.customer_id})
        found = [
            each
            for ids in chunks(sorted(agent_ids))
            for each in self._unit.list(AGENT, sa.select(agents).where(agents.c.id.in_(ids)))
        ]
        return Stored(
            legs={leg_id: (at, state) for leg_id, (at, state) in legs.items()},
            interactions=talks,
            agents={each.id: each for each in found},
            customers=self._customers.get_many(callers),
        )


def _rows(text: str | None) -> list[Mapping[str, Any]]:
    return orjson.loads(text) if text else []


def _customers(known: Iterable[Mapping[str, Any]], points: Iterable[Mapping[str, Any]]) -> dict[str, Customer]:
    of: defaultdict[str, list[ContactPoint]] = defaultdict(list)
    for row in points:
        of[row["customer_id"]].append(POINT.raw_value(row))
    return {row["id"]: CUSTOMER.raw_value(row, contact_points=tuple(of[row["id"]])) for row in known}
