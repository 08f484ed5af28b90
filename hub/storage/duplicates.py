"""Records that may be one customer: keys, proposals, merge rules."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hub.domain.customers import Customer
from hub.domain.duplicates import Duplicate, DuplicateState, MergeRule
from hub.storage.connection import Unit, chunks
from hub.storage.customers import Customers
from hub.storage.rows import Codec
from hub.storage.tables.customers import customers
from hub.storage.tables.duplicates import duplicate_keys, duplicates, merge_rules

DUPLICATE = Codec(duplicates, Duplicate)
RULE = Codec(merge_rules, MergeRule)
_UNSIFTED = sa.text("unsifted")  # the partial index's own words
_OPEN = sa.text("duplicates.state = 'open'")


class Duplicates:
    """Implements `hub.ports.repositories.duplicates.Duplicates`."""

    def __init__(self, unit: Unit, customers_: Customers) -> None:
        """Work inside `unit`; read records through `customers_`."""
        self._unit = unit
        self._customers = customers_

    def unsifted(self, *, limit: int) -> Sequence[Customer]:
        waiting = sa.select(customers.c.id).where(_UNSIFTED).order_by(customers.c.id).limit(limit)
        ids = list(self._unit.connection.execute(waiting).scalars())
        found = self._customers.get_many(ids)
        return [found[each] for each in ids]

    def sifted(self, compared: Sequence[Customer]) -> None:
        by_version: defaultdict[int, list[str]] = defaultdict(list)
        for each in compared:
            by_version[each.version].append(each.id)
        for version, ids in by_version.items():
            for piece in chunks(ids):
                same = sa.update(customers).where(customers.c.id.in_(piece), customers.c.version == version)
                self._unit.connection.execute(same.values(unsifted=False))

    def put_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        c = duplicate_keys.c
        for piece in chunks(list(keys)):
            self._unit.connection.execute(sa.delete(duplicate_keys).where(c.owner_id.in_(piece)))
        rows = [{"key": key, "owner_id": owner} for owner, mine in keys.items() for key in dict.fromkeys(mine)]
        self._unit.add_rows(duplicate_keys, rows)

    def sharing(self, keys: Sequence[str], *, most: int) -> Mapping[str, Sequence[str]]:
        c = duplicate_keys.c
        found: defaultdict[str, list[str]] = defaultdict(list)
        for piece in chunks(list(dict.fromkeys(keys))):
            few = sa.select(c.key).where(c.key.in_(piece)).group_by(c.key)
            few = few.having(sa.func.count().between(2, most))
            rows = self._unit.connection.execute(sa.select(c.key, c.owner_id).where(c.key.in_(few)))
            for key, owner_id in rows:
                found[key].append(owner_id)
        return found

    def of_pairs(self, pairs: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], Duplicate]:
        c = duplicates.c
        wanted, found = set(pairs), {}
        for piece in chunks(sorted({one for one, _ in pairs})):
            for each in self._unit.list(DUPLICATE, sa.select(duplicates).where(c.one_id.in_(piece))):
                if (each.one_id, each.other_id) in wanted:
                    found[each.one_id, each.other_id] = each
        return found

    def of_customers(self, customer_ids: Sequence[str]) -> Sequence[Duplicate]:
        c = duplicates.c
        found: dict[str, Duplicate] = {}
        for piece in chunks(customer_ids):
            for column in (c.one_id, c.other_id):
                mine = sa.select(duplicates).where(column.in_(piece), _OPEN)
                found.update({each.id: each for each in self._unit.list(DUPLICATE, mine)})
        return list(found.values())

    def put(self, proposals: Sequence[Duplicate]) -> None:
        for each in proposals:
            row = DUPLICATE.row(each)
            statement = self._unit.insert(duplicates).values(row)
            changes = {name: statement.excluded[name] for name in row if name not in {"id", "created_at"}}
            self._unit.connection.execute(
                statement.on_conflict_do_update(index_elements=["one_id", "other_id"], set_=changes)
            )

    def drop(self, proposal_ids: Sequence[str]) -> None:
        for piece in chunks(proposal_ids):
            self._unit.connection.execute(sa.delete(duplicates).where(duplicates.c.id.in_(piece)))

    def get(self, proposal_id: str) -> Duplicate | None:
        return self._unit.one(DUPLICATE, duplicates.c.id == proposal_id)

    def page(self, *, state: DuplicateState, after: tuple[int, str] | None, limit: int) -> Sequence[Duplicate]:
        c = duplicates.c
        conditions: list[Any] = [_OPEN if state is DuplicateState.OPEN else c.state == state.value]
        if after is not None:
            score, last = after
            conditions.append(sa.or_(c.score < score, sa.and_(c.score == score, c.id < last)))
        order = (c.score.desc(), c.id.desc())
        return self._unit.list(DUPLICATE, sa.select(duplicates).where(*conditions).order_by(*order).limit(limit))

    def rules(self) -> Sequence[MergeRule]:
        return self._unit.list(RULE, sa.select(merge_rules).order_by(merge_rules.c.name, merge_rules.c.id))

    def rule(self, rule_id: str) -> MergeRule | None:
        return self._unit.one(RULE, merge_rules.c.id == rule_id)

    def put_rule(self, rule: MergeRule, expected_version: int | None) -> None:
        self._unit.put_version(RULE, rule, expected_version)

    def remove_rule(self, rule_id: str) -> None:
        self._unit.connection.execute(sa.delete(merge_rules).where(merge_rules.c.id == rule_id))
