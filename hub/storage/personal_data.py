"""All that is kept about a person, to hand out or to forget: forgotten rows go, or stay in figures without a name.

Every table is in exactly one of the lists below; a test fails for one that is in none. What is not reached here goes by
itself: files that no row names are swept, events and remembered answers are kept for days only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.storage.connection import Unit, chunks
from hub.storage.log import MESSAGE
from hub.storage.search import Search
from hub.storage.tables.columns import metadata
from hub.storage.tables.customers import customers
from hub.storage.tables.log import attachments, messages, raw_payloads

_NOBODY = {"type": "customer", "id": "", "name": ""}
_CUSTOMER, _INTERACTION, _CASE, _MESSAGE = "customer", "interaction", "case", "message"


@dataclass(frozen=True, kw_only=True)
class Emptied:
    """Rows that stay: those whose `column` names a row of `of` get `values`."""

    column: str
    of: str = _CUSTOMER
    values: Mapping[str, Any] = field(default_factory=dict)


# Rows that go, by the columns that name the customer.
DELETED: Mapping[str, tuple[str, ...]] = {
    "contact_points": ("customer_id",),
    "consents": ("customer_id",),
    "purchases": ("customer_id",),
    "service_records": ("customer_id",),
    "weekly_calls": ("customer_id",),
    "pool_claims": ("owner_id",),
    "customer_figures": ("owner_id",),
    "customer_tags": ("owner_id",),
    "customer_external_ids": ("owner_id",),
    "duplicate_keys": ("owner_id",),
    "duplicates": ("one_id", "other_id"),
    "merges": ("target_id", "source_id"),
    "occurrences": ("subject_id",),
}

# Rows that stay for the figures, in the order in which they are emptied: what is found by an interaction or a case
# comes before these lose their names.
EMPTIED: Mapping[str, Emptied] = {
    "messages": Emptied(
        column="interaction_id",
        of=_INTERACTION,
        values={"text": "", "subject": "", "html_blob": None, "headers": None, "mail_id": None},
    ),
    "call_legs": Emptied(column="interaction_id", of=_INTERACTION, values={"address": ""}),
    "work_items": Emptied(column="interaction_id", of=_INTERACTION, values={"callback": None}),
    "case_entries": Emptied(column="case_id", of=_CASE, values={"before": "", "after": "", "text": ""}),
    "tasks": Emptied(column="customer_id", values={"title": "", "text": "", "outcome": "", "customer_id": None}),
    "deliveries": Emptied(
        column="customer_id", values={"address": "", "text": "", "subject": "", "payload": None, "customer_id": None}
    ),
    "class_changes": Emptied(column="owner_id", values={"owner_id": ""}),
    "cases": Emptied(
        column="customer_id",
        values={
            "subject": "",
            "description": "",
            "fields": {},
            "contact_point_ids": [],
            "resolution": "",
            "review": "",
            "report": "",
            "after_sales": None,
            "customer_id": None,
        },
    ),
    "interactions": Emptied(
        column="customer_id",
        values={
            "subject": "",
            "address": "",
            "thread_key": "",
            "attributes": {},
            "last_text": "",
            "contact_point_id": None,
            "customer_id": None,
        },
    ),
}

# Done by hand below.
APART = frozenset({"customers", "attachments", "raw_payloads", "search_entries"})

# Forgotten by time alone: see docs/privacy.md.
PASSING = frozenset(
    {
        "events",
        "event_batches",
        "idempotency_answers",
        "unmatched_statuses",
        "webhook_attempts",
        "routing_commands",
        "throttle_attempts",
        "imports",
        "import_pieces",
        "import_faults",
    }
)

# Of staff, of the work itself, or of nobody.
IMPERSONAL = frozenset(
    {
        "absences",
        "agent_journal",
        "agents",
        "api_tokens",
        "article_feedback",
        "article_terms",
        "article_uses",
        "article_versions",
        "articles",
        "audit_entries",
        "blob_chunks",
        "blobs",
        "bookmarks",
        "canned_replies",
        "care_rules",
        "case_counter",
        "case_kinds",
        "class_runs",
        "customer_fields",
        "departments",
        "dispositions",
        "entry_rules",
        "event_counter",
        "knowledge_usage",
        "macros",
        "merge_rules",
        "notice_reads",
        "notices",
        "offers",
        "opening_hours",
        "plans",
        "queues",
        "routing_journal",
        "routing_leases",
        "routing_profiles",
        "rule_documents",
        "sessions",
        "skills",
        "sla_policies",
        "suppressions",
        "templates",
        "users",
        "webhook_targets",
        "weekly_lists",
        "weekly_turn",
    }
)


class PersonalData:
    """Implements `hub.ports.repositories.privacy.PersonalData`."""

    def __init__(self, unit: Unit, search: Search) -> None:
        """Keep the search index in step through `search`."""
        self._unit = unit
        self._search = search

    def records_of(self, customer_id: str) -> Sequence[str]:
        c = customers.c
        top = sa.select(c.id).where(c.id == customer_id).cte("records", recursive=True)
        merged = sa.select(c.id).join(top, c.merged_into == top.c.id)
        return self._ids(sa.select(top.union(merged).c.id))

    def count(self, customer_ids: Sequence[str]) -> Mapping[str, int]:
        found = self._found(customer_ids)
        counted = {name: self._count(metadata.tables[name], columns, customer_ids) for name, columns in DELETED.items()}
        for name, way in EMPTIED.items():
            counted[name] = self._count(metadata.tables[name], (way.column,), found[way.of])
        counted["attachments"] = self._count(attachments, ("message_id",), found[_MESSAGE])
        counted["customers"] = len(customer_ids)
        return {name: rows for name, rows in counted.items() if rows}

    def rows(self, customer_ids: Sequence[str]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        found = self._found(customer_ids)
        held = {"customers": self._rows(customers, ("id",), customer_ids)}
        for name, columns in DELETED.items():
            held[name] = self._rows(metadata.tables[name], columns, customer_ids)
        for name, way in EMPTIED.items():
            held[name] = self._rows(metadata.tables[name], (way.column,), found[way.of])
        held["attachments"] = self._rows(attachments, ("message_id",), found[_MESSAGE])
        return {name: rows for name, rows in held.items() if rows}

    def erase(self, customer_ids: Sequence[str], at: datetime) -> Mapping[str, int]:
        done = self.count(customer_ids)
        found = self._found(customer_ids)
        self._forget_messages(found[_MESSAGE])
        for case_id in found[_CASE]:
            self._search.put_texts("case", case_id, ())
        for customer_id in customer_ids:
            self._search.put_texts("customer", customer_id, ())
        for name, way in EMPTIED.items():
            self._empty(metadata.tables[name], way, found[way.of], at)
        for name, columns in DELETED.items():
            for column in columns:
                table = metadata.tables[name]
                self._each(customer_ids, lambda ids, t=table, c=column: sa.delete(t).where(t.c[c].in_(ids)))
        self._forget_records(customer_ids)
        return done

    def _found(self, customer_ids: Sequence[str]) -> dict[str, list[str]]:
        talks = self._named("interactions", "customer_id", customer_ids)
        return {
            _CUSTOMER: list(customer_ids),
            _INTERACTION: talks,
            _CASE: self._named("cases", "customer_id", customer_ids),
            _MESSAGE: self._named("messages", "interaction_id", talks),
        }

    def _named(self, name: str, column: str, ids: Sequence[str]) -> list[str]:
        table = metadata.tables[name]
        return [
            each for piece in chunks(ids) for each in self._ids(sa.select(table.c.id).where(table.c[column].in_(piece)))
        ]

    def _forget_messages(self, message_ids: Sequence[str]) -> None:
        """Their words in the index, their files, what providers sent, and whose they were."""
        c, raw = messages.c, raw_payloads.c
        for ids in chunks(message_ids):
            self._search.remove_messages(self._unit.list(MESSAGE, sa.select(messages).where(c.id.in_(ids))))
            sent = sa.select(c.channel, c.provider_id).where(c.id.in_(ids), c.provider_id.is_not(None))
            for channel, provider_id in self._unit.connection.execute(sent).all():
                kept = sa.update(raw_payloads).where(raw.channel == channel, raw.provider_id == provider_id)
                self._unit.connection.execute(kept.values(headers={}, body=None, blob=None))
        self._each(message_ids, lambda ids: sa.delete(attachments).where(attachments.c.message_id.in_(ids)))
        self._each(
            message_ids,
            lambda ids: sa.update(messages).where(c.id.in_(ids), c.direction == "in").values(author=_NOBODY),
        )

    def _empty(self, table: sa.Table, way: Emptied, ids: Sequence[str], at: datetime) -> None:
        more: dict[str, Any] = {"version": table.c.version + 1} if "version" in table.c else {}
        if "updated_at" in table.c:
            more["updated_at"] = at
        values = {**way.values, **more}
        self._each(ids, lambda piece: sa.update(table).where(table.c[way.column].in_(piece)).values(values))

    def _forget_records(self, customer_ids: Sequence[str]) -> None:
        """Whom it employed loses the organisation; those merged into another go before that one."""
        c = customers.c
        freed = {"organisation_id": None, "version": c.version + 1}
        self._each(customer_ids, lambda ids: sa.update(customers).where(c.organisation_id.in_(ids)).values(freed))
        self._each(customer_ids, lambda ids: sa.delete(customers).where(c.id.in_(ids)))

    def _count(self, table: sa.Table, columns: Sequence[str], ids: Sequence[str]) -> int:
        total = 0
        for piece in chunks(ids):
            names = sa.or_(*(table.c[column].in_(piece) for column in columns))
            total += self._unit.connection.execute(
                sa.select(sa.func.count()).select_from(table).where(names)
            ).scalar_one()
        return total

    def _rows(self, table: sa.Table, columns: Sequence[str], ids: Sequence[str]) -> list[dict[str, Any]]:
        read: list[dict[str, Any]] = []
        for piece in chunks(ids):
            names = sa.or_(*(table.c[column].in_(piece) for column in columns))
            order = list(table.primary_key.columns)
            found = self._unit.rows(sa.select(table).where(names).order_by(*order))
            read += [{str(name): value for name, value in row.items()} for row in found]
        return read

    def _each(self, ids: Sequence[str], statement: Any) -> None:
        for piece in chunks(ids):
            self._unit.connection.execute(statement(piece))

    def _ids(self, statement: Any) -> list[str]:
        return list(self._unit.connection.execute(statement).scalars())
