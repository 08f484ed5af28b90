"""Reads what entries of the search index stand for, of each kind those that a filter lets through."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hub.domain.cases import number_text
from hub.ports.repositories.log import Hit, HitFilter
from hub.storage.connection import Unit
from hub.storage.search_text import around
from hub.storage.tables.cases import cases
from hub.storage.tables.customers import contact_points, customers
from hub.storage.tables.knowledge import articles
from hub.storage.tables.log import interactions, messages

Row = Mapping[str, Any]
# What of each kind a filter is about; a kind that lacks what is asked for is not found.
_COLUMNS: Mapping[str, Mapping[str, sa.ColumnElement[Any]]] = {
    "message": {
        "at": messages.c.created_at,
        "customer_id": interactions.c.customer_id,
        "agent_id": interactions.c.agent_id,
        "channel": interactions.c.channel,
        "queue_id": interactions.c.queue_id,
        "state": interactions.c.state,
    },
    "case": {
        "at": cases.c.updated_at,
        "customer_id": cases.c.customer_id,
        "agent_id": cases.c.owner_agent_id,
        "state": cases.c.state,
        "tag": cases.c.tags,
    },
    "customer": {
        "at": customers.c.updated_at,
        "customer_id": customers.c.id,
        "agent_id": customers.c.owner_agent_id,
        "tag": customers.c.tags,
    },
    "article": {
        "at": articles.c.updated_at,
        "agent_id": articles.c.owner_agent_id,
        "state": articles.c.state,
        "tag": articles.c.tags,
    },
}
_EXACT = ("customer_id", "agent_id", "channel", "queue_id", "state")


class Hits:
    """Hits by kind and id."""

    def __init__(self, unit: Unit, wanted: HitFilter, query: str) -> None:
        """Read inside `unit`; excerpts are cut where the query's words are."""
        self._unit = unit
        self._wanted = wanted
        self._query = query

    def read(self, refs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Hit]:
        """Return those (type, id) that exist and fit."""
        readers: Mapping[str, Callable[[Sequence[str]], Sequence[Hit]]] = {
            "message": self._messages,
            "case": self._cases,
            "customer": self._customers,
            "article": self._articles,
        }
        found: list[Hit] = []
        for kind, reader in readers.items():
            ids = [ref_id for each, ref_id in refs if each == kind]
            if ids and self._asked(kind) <= _COLUMNS[kind].keys():
                found += reader(ids)
        return {(each.type, each.id): each for each in found}

    def _asked(self, kind: str) -> set[str]:
        given = {name for name in (*_EXACT, "tag") if getattr(self._wanted, name) is not None}
        return given if not self._wanted.types or kind in self._wanted.types else {"another kind"}

    def _rows(self, kind: str, statement: Any) -> Sequence[Row]:
        columns, wanted = _COLUMNS[kind], self._wanted
        for name in _EXACT:
            if (value := getattr(wanted, name)) is not None:
                statement = statement.where(columns[name] == value)
        if wanted.since is not None:
            statement = statement.where(columns["at"] >= wanted.since)
        if wanted.until is not None:
            statement = statement.where(columns["at"] < wanted.until)
        rows = self._unit.rows(statement)
        return rows if wanted.tag is None else [row for row in rows if wanted.tag in row["tags"]]

    def _messages(self, ids: Sequence[str]) -> Sequence[Hit]:
        source = messages.join(interactions, interactions.c.id == messages.c.interaction_id).outerjoin(
            customers, customers.c.id == interactions.c.customer_id
        )
        statement = sa.select(
            messages.c.id,
            messages.c.text,
            messages.c.subject,
            messages.c.created_at,
            messages.c.interaction_id,
            interactions.c.customer_id,
            customers.c.name,
        ).select_from(source)
        return [
            Hit(
                type="message",
                id=row["id"],
                customer_id=row["customer_id"],
                interaction_id=row["interaction_id"],
                title=row["name"] or row["subject"],
                excerpt=around(row["text"], self._query),
                at=row["created_at"],
            )
            for row in self._rows("message", statement.where(messages.c.id.in_(ids)))
        ]

    def _cases(self, ids: Sequence[str]) -> Sequence[Hit]:
        statement = sa.select(cases).where(cases.c.id.in_(ids))
        return [
            Hit(
                type="case",
                id=row["id"],
                customer_id=row["customer_id"],
                interaction_id=None,
                title=f"{number_text(row['number'])} {row['subject']}",
                excerpt=around(row["description"] or row["resolution"], self._query),
                at=row["updated_at"],
            )
            for row in self._rows("case", statement)
        ]

    def _customers(self, ids: Sequence[str]) -> Sequence[Hit]:
        c = customers.c
        statement = sa.select(c.id, c.name, c.updated_at, c.tags).where(c.id.in_(ids), c.merged_into.is_(None))
        p = contact_points.c
        values: dict[str, list[str]] = {}
        for row in self._unit.rows(sa.select(p.customer_id, p.value).where(p.customer_id.in_(ids)).order_by(p.id)):
            values.setdefault(row["customer_id"], []).append(row["value"])
        return [
            Hit(
                type="customer",
                id=row["id"],
                customer_id=row["id"],
                interaction_id=None,
                title=row["name"],
                excerpt=", ".join(values.get(row["id"], [])),
                at=row["updated_at"],
            )
            for row in self._rows("customer", statement)
        ]

    def _articles(self, ids: Sequence[str]) -> Sequence[Hit]:
        c = articles.c
        statement = sa.select(c.id, c.title, c.excerpt, c.updated_at, c.tags).where(c.id.in_(ids))
        return [
            Hit(
                type="article",
                id=row["id"],
                customer_id=None,
                interaction_id=None,
                title=row["title"],
                excerpt=around(row["excerpt"], self._query),
                at=row["updated_at"],
            )
            for row in self._rows("article", statement)
        ]
