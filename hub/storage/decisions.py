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
from hub.storage.tables.routing import agents as agent_rows
from hub.storage.tables.routing import routing_leases, work_items

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
  SELECT i.*, i.version = k.version AS is_known
  FROM unnest(CAST(:interactions AS text[]), CAST(:interaction_versions AS int[])) AS k(id, version)
  JOIN interactions i USING (id) ORDER BY i.id FOR UPDATE OF i
), people AS MATERIALIZED (
  SELECT a.*, a.version = k.version AS is_known
  FROM unnest(CAST(:agents AS text[]), CAST(:agent_versions AS int[])) AS k(id, version)
  JOIN agents a USING (id) ORDER BY a.id FOR UPDATE OF a
), known AS MATERIALIZED (
  SELECT * FROM customers WHERE id IN (SELECT customer_id FROM talks)
)
SELECT
  (SELECT count(*) FROM lease),
  (SELECT json_agg(legs)::text FROM legs),
  (SELECT json_agg(talks)::text FROM talks WHERE NOT is_known),
  (SELECT json_agg(people)::text FROM people WHERE NOT is_known),
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
        interactions: Mapping[str, int],
        agents: Mapping[str, int],
    ) -> Stored | None:
        if not self._unit.is_postgres:
            return self._look(routing_domain, epoch, leg_ids, interactions, agents)
        asked = {
            "routing_domain": routing_domain,
            "epoch": epoch,
            "leg_ids": list(leg_ids),
            "interactions": list(interactions),
            "interaction_versions": list(interactions.values()),
            "agents": list(agents),
            "agent_versions": list(agents.values()),
        }
        row = self._unit.connection.execute(_LOOK, asked).one()
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
        interactions: Mapping[str, int],
        agents: Mapping[str, int],
    ) -> Stored | None:
        c = routing_leases.c
        lease = sa.select(c.epoch).where(c.routing_domain == routing_domain, c.epoch == epoch)
        if self._unit.connection.execute(lease).first() is None:
            return None
        legs = self._unit.locked(work_items, leg_ids, "epoch", "state")
        talks = self._interactions.get_many(list(interactions))
        callers = sorted({each.customer_id for each in talks.values() if each.customer_id})
        found = [
            each
            for ids in chunks(sorted(agents))
            for each in self._unit.list(AGENT, sa.select(agent_rows).where(agent_rows.c.id.in_(ids)))
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
