"""Full text over customers, messages, cases and articles, fed with the same tokens on both databases.

SQLite keeps them in an FTS5 table without content, whose rows are numbered as `search_entries`; PostgreSQL in
`search_entries.tokens`, a `tsvector` with a GIN index. Newer entries have higher numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from hub.domain.customers import Customer
from hub.domain.messages import Message
from hub.ports.repositories.log import ALL_HITS, Found, Hit, HitFilter
from hub.storage.connection import Unit, chunks
from hub.storage.search_hits import Hits
from hub.storage.search_text import customer_tokens, joined, kind_token, message_tokens, of_kind, terms_of
from hub.storage.tables.log import search_entries

FTS_TABLE = "search_fts"
# detail=none: pairs need no positions, and the index is half as large.
CREATE_FTS = (
    f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5("
    "tokens, content='', tokenize=\"unicode61 remove_diacritics 0\", detail=none)"
)
_FORGET = f"INSERT INTO {FTS_TABLE} ({FTS_TABLE}, rowid, tokens) VALUES ('delete', :num, :tokens)"
_ADD_CUSTOMERS = sa.text(
    "INSERT INTO search_entries (type, ref_id, tokens)"
    " SELECT 'customer', r.ref_id, array_to_tsvector(string_to_array(r.tokens, ' '))"
    " FROM json_to_recordset(CAST(:rows AS json)) AS r(ref_id text, tokens text)"
)
_CHANGEABLE = sa.text("type <> 'message'")  # the partial index's own words
_WALK = 5_000
_LAST = 2**62  # greater than every number of an entry
_SINGLE, _DOUBLE = "'", '"'
_MESSAGE = "message"
_MARKED = ("customer", "case", "article")
_PIECE = 500  # entries that a filter looks at together
_PIECES = 8


class Search:
    """Implements `hub.ports.repositories.log.Search`, and keeps the index in step with the rows."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add_messages(self, new: Sequence[Message]) -> None:
        """Index messages; they never change."""
        for message in new:
            tokens = message_tokens(message)
            if tokens:
                self._add("message", message.id, tokens, keep=False)

    def remove_messages(self, known: Sequence[Message]) -> None:
        """Take messages out of the index again; their texts must be those by which they were indexed."""
        c = search_entries.c
        tokens = {each.id: message_tokens(each) for each in known}
        mine = sa.delete(search_entries).where(c.type == "message", c.ref_id.in_(tokens)).returning(c.num, c.ref_id)
        gone = self._unit.connection.execute(mine).all()
        if not self._unit.is_postgres:
            for num, ref_id in gone:
                self._unit.connection.execute(sa.text(_FORGET), {"num": num, "tokens": tokens[ref_id]})

    def put_customer(self, customer: Customer) -> None:
        """Index a customer anew."""
        self._put("customer", customer.id, customer_tokens(customer))

    def put_customers(self, written: Sequence[Customer], *, known: bool) -> None:
        """Index many customers in a few statements; `known` says that they may be there already."""
        entries = [(each.id, tokens) for each in written if (tokens := customer_tokens(each))]
        if known:
            self._remove_all([each.id for each in written])
        if entries and self._unit.is_postgres:
            rows = orjson.dumps([{"ref_id": ref_id, "tokens": tokens} for ref_id, tokens in entries]).decode()
            self._unit.connection.execute(_ADD_CUSTOMERS, {"rows": rows})
        elif entries:
            self._add_all_sqlite(entries)

    def _add_all_sqlite(self, entries: Sequence[tuple[str, str]]) -> None:
        """Number the rows here: the file has one writer, and a row's number is needed for both tables."""
        execute = self._unit.connection.execute
        last = execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'search_entries'")).scalar() or 0
        rows = [
            {"num": last + place, "type": "customer", "ref_id": ref_id, "tokens": tokens}
            for place, (ref_id, tokens) in enumerate(entries, 1)
        ]
        execute(sa.insert(search_entries), rows)
        execute(sa.text(f"INSERT INTO {FTS_TABLE} (rowid, tokens) VALUES (:num, :tokens)"), rows)

    def _remove_all(self, ref_ids: Sequence[str]) -> None:
        c = search_entries.c
        for piece in chunks(ref_ids):
            gone = sa.delete(search_entries).where(_CHANGEABLE, c.ref_id.in_(piece)).returning(c.num, c.tokens)
            rows = [{"num": row.num, "tokens": row.tokens} for row in self._unit.connection.execute(gone)]
            if rows and not self._unit.is_postgres:
                self._unit.connection.execute(sa.text(_FORGET), rows)

    def put_texts(self, kind: str, ref_id: str, texts: Sequence[str]) -> None:
        self._put(kind, ref_id, of_kind(kind, joined(texts)))

    def _put(self, kind: str, ref_id: str, tokens: str) -> None:
        self._remove(ref_id)
        if tokens:
            self._add(kind, ref_id, tokens, keep=True)

    def find(self, query: str, *, limit: int, wanted: HitFilter = ALL_HITS, after: int | None = None) -> Found:
        terms = terms_of(query)
        if not any(terms):
            return Found(hits=(), next=None)
        hits: list[Hit] = []
        reader = Hits(self._unit, wanted, query)
        # What only the rows can tell lets an unknown part of the entries through.
        is_plain = wanted == HitFilter(types=wanted.types)
        for piece in self._pieces(_Asked(terms, wanted.types), after, limit + 1 if is_plain else _PIECE):
            shown = reader.read([(row["type"], row["ref_id"]) for row in piece])
            for row in piece:
                if len(hits) == limit:
                    return Found(hits=hits, next=after)
                after = row["num"]
                if hit := shown.get((row["type"], row["ref_id"])):
                    hits.append(hit)
            if len(piece) < (limit + 1 if is_plain else _PIECE):
                return Found(hits=hits, next=None)
        return Found(hits=hits, next=after)

    def _pieces(self, asked: "_Asked", after: int | None, size: int) -> Iterator[Sequence[Mapping[str, Any]]]:
        find = self._find_postgres if self._unit.is_postgres else self._find_sqlite
        for _ in range(_PIECES):
            piece = find(asked, after, size)
            yield piece
            after = piece[-1]["num"] if piece else None

    def shown(self, refs: Sequence[tuple[str, str]], query: str, wanted: HitFilter = ALL_HITS) -> Sequence[Hit]:
        found = Hits(self._unit, wanted, query).read(refs)
        return [found[each] for each in refs if each in found]

    def _add(self, kind: str, ref_id: str, tokens: str, *, keep: bool) -> None:
        execute = self._unit.connection.execute
        row: dict[str, Any] = {"type": kind, "ref_id": ref_id}
        if self._unit.is_postgres:
            execute(sa.insert(search_entries).values(**row, tokens=_vector(tokens)))
            return
        num = execute(sa.insert(search_entries).values(**row, tokens=tokens if keep else None)).inserted_primary_key
        execute(
            sa.text(f"INSERT INTO {FTS_TABLE} (rowid, tokens) VALUES (:num, :tokens)"),
            {"num": num[0] if num else None, "tokens": tokens},
        )

    def _remove(self, ref_id: str) -> None:
        execute = self._unit.connection.execute
        c = search_entries.c
        gone = execute(
            sa.delete(search_entries).where(_CHANGEABLE, c.ref_id == ref_id).returning(c.num, c.tokens)
        ).first()
        if gone is not None and not self._unit.is_postgres:
            # A table without content must be told what the row was indexed by.
            # https://www.sqlite.org/fts5.html#the_delete_command
            execute(sa.text(_FORGET), {"num": gone.num, "tokens": gone.tokens})

    def _find_sqlite(self, asked: "_Asked", after: int | None, limit: int) -> Sequence[Mapping[str, Any]]:
        newest = (
            f"SELECT rowid AS num FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH :match AND rowid < :before"
            " ORDER BY rowid DESC LIMIT :limit"
        )
        statement = sa.text(
            f"SELECT e.num, e.type, e.ref_id FROM ({newest}) f JOIN search_entries e USING (num) ORDER BY e.num DESC"
        )
        values = {"match": asked.match(), "before": _LAST if after is None else after, "limit": limit}
        return self._unit.connection.execute(statement, values).mappings().all()  # type: ignore[return-value]

    def _find_postgres(self, asked: "_Asked", after: int | None, limit: int) -> Sequence[Mapping[str, Any]]:
        """Walk the newest entries, where a common word has enough hits; else fetch all hits of a rare one.

        Left to itself the planner walks the whole table for two common words that never meet.
        """
        query = asked.tsquery()
        c = search_entries.c
        before = _LAST if after is None else after
        if asked.is_for_messages:  # most of the newest entries
            newest = sa.select(search_entries).where(c.num < before).order_by(c.num.desc()).limit(_WALK).subquery()
            walked = self._unit.rows(_fitting(newest, query).order_by(newest.c.num.desc()).limit(limit))
            if len(walked) == limit:
                return walked
        # The dialect has no own word for it: MATERIALIZED keeps ORDER BY and LIMIT out of the plan.
        hits = _fitting(search_entries, query).cte("hits").prefix_with("MATERIALIZED", dialect="postgresql")
        return self._unit.rows(sa.select(hits).where(hits.c.num < before).order_by(hits.c.num.desc()).limit(limit))


class _Asked:
    """Words and kinds in the language of each index."""

    def __init__(self, terms: tuple[Sequence[str], Sequence[str]], types: Sequence[str]) -> None:
        self._whole, self._prefixes = terms
        self.is_for_messages = not types or _MESSAGE in types
        self._only = () if self.is_for_messages else [each for each in _MARKED if each in types]
        self._without = [each for each in _MARKED if types and each not in types] if self.is_for_messages else ()

    def match(self) -> str:
        """FTS5's words for it."""
        words = " AND ".join([f'"{each}"' for each in self._whole] + [f'"{each}"*' for each in self._prefixes])
        if self._only:
            words += f" AND ({' OR '.join(_quoted(self._only, _DOUBLE))})"
        return f"({words}) NOT ({' OR '.join(_quoted(self._without, _DOUBLE))})" if self._without else words

    def tsquery(self) -> str:
        """PostgreSQL's words for it."""
        words = " & ".join([f"'{each}'" for each in self._whole] + [f"'{each}':*" for each in self._prefixes])
        if self._only:
            words += f" & ({' | '.join(_quoted(self._only, _SINGLE))})"
        return f"{words} & !({' | '.join(_quoted(self._without, _SINGLE))})" if self._without else words


def _quoted(kinds: Sequence[str], quote: str) -> list[str]:
    return [f"{quote}{kind_token(each)}{quote}" for each in kinds]


def _fitting(source: Any, query: str) -> Any:
    c = source.c
    fits = c.tokens.op("@@")(sa.cast(sa.literal(query, sa.Text), TSQUERY))
    return sa.select(c.num, c.type, c.ref_id).where(fits)


def _vector(tokens: str) -> Any:
    return sa.func.array_to_tsvector(sa.func.string_to_array(tokens, " "))
