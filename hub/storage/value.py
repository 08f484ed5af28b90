"""Figures, classes and rules of customers; set-based, so that a hundred thousand take seconds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.class_changes import ClassChange
from hub.domain.classification import ClassRun, Figures, FiguresRule, RuleDocument, RunState
from hub.ports.repositories.value import NewStanding, Standing
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.tables.customers import customers
from hub.storage.tables.value import class_runs, customer_figures, purchases, rule_documents
from hub.storage.tables.value_changes import class_changes

FIGURES = Codec(customer_figures, Figures)
DOCUMENT = Codec(rule_documents, RuleDocument)
RUN = Codec(class_runs, ClassRun)
CHANGE = Codec(class_changes, ClassChange)
_STANDING = [customers.c[name] for name in Standing._fields]
_UNMERGED = customers.c.merged_into.is_(None)


class Value:
    """Implements `hub.ports.repositories.value.Value`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def standings(self, *, after: str, limit: int) -> Sequence[Standing]:
        wanted = sa.select(*_STANDING).where(_UNMERGED, customers.c.id > after).order_by(customers.c.id).limit(limit)
        return [Standing._make(row) for row in self._unit.connection.execute(wanted)]

    def lock(self, customer_ids: Sequence[str]) -> Sequence[Standing]:
        found: list[Standing] = []
        for ids in chunks(sorted(customer_ids)):
            wanted = sa.select(*_STANDING).where(_UNMERGED, customers.c.id.in_(ids)).order_by(customers.c.id)
            found += [Standing._make(row) for row in self._unit.connection.execute(wanted.with_for_update())]
        return found

    def sums(self, customer_ids: Sequence[str], rule: FiguresRule, window_start: datetime) -> dict[str, Figures]:
        found: dict[str, Figures] = {}
        for ids in chunks(customer_ids):
            found |= self._sums(purchases.c.customer_id.in_(ids), rule, window_start)
        return found

    def sums_between(self, after: str, last: str, rule: FiguresRule, window_start: datetime) -> dict[str, Figures]:
        c = purchases.c
        return self._sums(sa.and_(c.customer_id > after, c.customer_id <= last), rule, window_start)

    def figures(self, customer_ids: Sequence[str]) -> dict[str, Figures]:
        found: dict[str, Figures] = {}
        for ids in chunks(customer_ids):
            wanted = sa.select(customer_figures).where(customer_figures.c.owner_id.in_(ids))
            found |= {each.owner_id: each for each in self._unit.list(FIGURES, wanted)}
        return found

    def put_figures(self, figures: Sequence[Figures]) -> None:
        statement = self._unit.insert(customer_figures)
        excluded = {name: statement.excluded[name] for name in FIGURES.columns if name != "owner_id"}
        upsert = statement.on_conflict_do_update(index_elements=["owner_id"], set_=excluded)
        if figures:
            self._unit.connection.execute(upsert, [FIGURES.row(each) for each in figures])

    def put_standings(self, standings: Sequence[NewStanding]) -> None:
        rows = [asdict(each) for each in standings]
        for row in rows:
            row["updated_at"] = row.pop("at")
        self._unit.update_rows(customers, rows)

    def add_changes(self, changes: Sequence[ClassChange]) -> None:
        self._unit.add(CHANGE, changes)

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        pairs = sa.func.jsonb_each_text if self._unit.is_postgres else sa.func.json_each
        each = pairs(customers.c.classes).table_valued("key", "value")
        wanted = (
            sa.select(each.c.key, each.c.value, sa.func.count())
            .select_from(customers)
            .join(each, sa.true())
            .where(_UNMERGED)
            .group_by(each.c.key, each.c.value)
        )
        for scheme, name, count in self._unit.connection.execute(wanted):
            found[scheme][name] = count
        return found

    def _sums(self, which: Any, rule: FiguresRule, window_start: datetime) -> dict[str, Figures]:
        c = purchases.c
        counts = sa.and_(c.returned_at.is_(None), sa.or_(c.amount == 0, c.refunded < c.amount))
        amount, recent = _amount(rule), c.at >= window_start
        wanted = (
            sa.select(
                c.customer_id,
                sa.func.min(c.at),
                sa.func.max(c.at),
                sa.func.count(),
                sa.func.sum(amount),
                sa.func.sum(sa.case((recent, 1), else_=0)),
                sa.func.sum(sa.case((recent, amount), else_=0)),
            )
            .where(which, counts)
            .group_by(c.customer_id)
        )
        return {row[0]: _figures(row) for row in self._unit.connection.execute(wanted)}


def _amount(rule: FiguresRule) -> Any:
    """What a purchase comes to in the rules' currency, in whole minor units."""
    c = purchases.c
    net = c.amount - c.refunded
    own: list[Any] = [(c.currency == rule.currency, net)]
    others = [
        (c.currency == name, sa.cast(sa.func.round(net * sa.literal(rate, sa.Float)), sa.BigInteger))
        for name, rate in rule.rates.items()
    ]
    return sa.case(*own, *others, else_=0)


def _figures(row: Sequence[Any]) -> Figures:
    """PostgreSQL adds up big integers as decimals."""
    owner_id, first_at, last_at, count, spent, recent, recent_spent = row
    return Figures(
        owner_id=owner_id,
        first_at=first_at,
        last_at=last_at,
        purchases=count,
        spent=int(spent),
        window_purchases=int(recent),
        window_spent=int(recent_spent),
    )


class RuleBook:
    """Implements `hub.ports.repositories.value.RuleBook`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def newest(self) -> dict[str, RuleDocument]:
        found = self._unit.list(DOCUMENT, sa.select(rule_documents).order_by(rule_documents.c.version))
        return {each.name: each for each in found}

    def versions(self, name: str) -> Sequence[RuleDocument]:
        mine = sa.select(rule_documents).where(rule_documents.c.name == name)
        return self._unit.list(DOCUMENT, mine.order_by(rule_documents.c.version.desc()))

    def add(self, document: RuleDocument) -> bool:
        return self._unit.add_new(DOCUMENT, document)


class ClassRuns:
    """Implements `hub.ports.repositories.value.ClassRuns`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def begin(self, run: ClassRun) -> bool:
        return self._unit.add_new(RUN, run)

    def by_key(self, key: str) -> ClassRun | None:
        return self._unit.one(RUN, class_runs.c.key == key)

    def update(self, run: ClassRun, *, before: ClassRun) -> bool:
        c = class_runs.c
        mine = sa.update(class_runs).where(c.id == run.id, c.beat_at == before.beat_at, c.state == before.state.value)
        return self._unit.connection.execute(mine.values(RUN.row(run))).rowcount == 1

    def last_done(self) -> ClassRun | None:
        done = sa.select(class_runs).where(class_runs.c.state == RunState.DONE.value)
        return next(iter(self._unit.list(RUN, done.order_by(class_runs.c.id.desc()).limit(1))), None)

    def unfinished(self, *, limit: int) -> Sequence[ClassRun]:
        waiting = sa.select(class_runs).where(class_runs.c.state != RunState.DONE.value)
        return self._unit.list(RUN, waiting.order_by(class_runs.c.id).limit(limit))

    def page(self, *, limit: int) -> Sequence[ClassRun]:
        return self._unit.list(RUN, sa.select(class_runs).order_by(class_runs.c.id.desc()).limit(limit))
