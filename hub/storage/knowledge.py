"""Articles with their versions, canned replies, macros, and counts of their use."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.articles import Article, ArticleFeedback, ArticleUse, ArticleVersion, Usage
from hub.domain.canned import CannedReply
from hub.domain.macros import Macro
from hub.ports.repositories.knowledge import ArticleFilter
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.tables.knowledge import (
    article_feedback,
    article_terms,
    article_uses,
    article_versions,
    articles,
    canned_replies,
    knowledge_usage,
    macros,
)

ARTICLE = Codec(articles, Article)
VERSION = Codec(article_versions, ArticleVersion)
USE = Codec(article_uses, ArticleUse)
FEEDBACK = Codec(article_feedback, ArticleFeedback)
USAGE = Codec(knowledge_usage, Usage)
CANNED = Codec(canned_replies, CannedReply)
MACRO = Codec(macros, Macro)
TAG_MARK = "#"
_NOT_ARCHIVED = articles.c.state != "archived"


class Articles:
    """Implements `hub.ports.repositories.knowledge.Articles`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, article_id: str) -> Article | None:
        return self._unit.one(ARTICLE, articles.c.id == article_id)

    def get_many(self, article_ids: Sequence[str]) -> dict[str, Article]:
        found: dict[str, Article] = {}
        for piece in chunks(article_ids):
            some = self._unit.list(ARTICLE, sa.select(articles).where(articles.c.id.in_(piece)))
            found |= {each.id: each for each in some}
        return found

    def by_slug(self, slug: str) -> Article | None:
        return self._unit.one(ARTICLE, articles.c.slug == slug)

    def in_groups(self, group_ids: Sequence[str]) -> Sequence[Article]:
        statement = sa.select(articles).where(articles.c.group_id.in_(group_ids)).order_by(articles.c.locale)
        return self._unit.list(ARTICLE, statement)

    def put(self, article: Article, expected_version: int | None) -> None:
        self._unit.put_version(ARTICLE, article, expected_version)

    def add_version(self, version: ArticleVersion) -> None:
        self._unit.add(VERSION, [version])

    def version(self, article_id: str, number: int) -> ArticleVersion | None:
        c = article_versions.c
        return self._unit.one(VERSION, c.article_id == article_id, c.number == number)

    def versions(self, article_id: str) -> Sequence[ArticleVersion]:
        c = article_versions.c
        statement = sa.select(article_versions).where(c.article_id == article_id).order_by(c.number.desc())
        return self._unit.list(VERSION, statement)

    def shown_versions(self, wanted: Sequence[Article]) -> dict[str, ArticleVersion]:
        c = article_versions.c
        shown = [sa.and_(c.article_id == each.id, c.number == each.shown_number) for each in wanted]
        found = self._unit.list(VERSION, sa.select(article_versions).where(sa.or_(*shown))) if shown else []
        return {each.article_id: each for each in found}

    def page(self, wanted: ArticleFilter, *, after: str | None, limit: int) -> Sequence[Article]:
        further = [articles.c.id < after] if after is not None else []
        statement = sa.select(articles).where(*conditions(wanted), *further).order_by(articles.c.id.desc())
        return self._unit.list(ARTICLE, statement.limit(limit))

    def to_review(self, by: date, *, limit: int) -> Sequence[Article]:
        due = articles.c.review_on <= by.isoformat()
        statement = sa.select(articles).where(due, _NOT_ARCHIVED).order_by(articles.c.review_on, articles.c.id)
        return self._unit.list(ARTICLE, statement.limit(limit))

    def counts(self, *, review_by: date) -> dict[str, dict[str, int]]:
        c = articles.c
        named = {"kinds": c.kind, "locales": c.locale, "products": c.product}
        counted = {name: self._counted(column) for name, column in named.items()}
        tags = sa.select(article_terms.c.term, sa.func.count()).join(articles, c.id == article_terms.c.article_id)
        tags = tags.where(begins_with(self._unit, TAG_MARK), _NOT_ARCHIVED).group_by(article_terms.c.term)
        rows = self._unit.connection.execute(tags.order_by(article_terms.c.term))
        counted["tags"] = {term.removeprefix(TAG_MARK): count for term, count in rows}
        work = {
            "drafts": sa.or_(c.state == "draft", c.number > c.published_number),
            "overdue": c.review_on <= review_by.isoformat(),
            "behind": c.behind.is_(True),
        }
        counted["work"] = {name: self._count(condition) for name, condition in work.items()}
        return counted

    def _counted(self, column: Any) -> dict[str, int]:
        statement = sa.select(column, sa.func.count()).where(_NOT_ARCHIVED).group_by(column).order_by(column)
        return {value: count for value, count in self._unit.connection.execute(statement) if value}

    def _count(self, condition: Any) -> int:
        statement = sa.select(sa.func.count()).select_from(articles).where(condition, _NOT_ARCHIVED)
        return self._unit.connection.execute(statement).scalar_one()

    def use(self, use: ArticleUse) -> None:
        self._unit.add(USE, [use])

    def uses_of(self, interaction_id: str) -> Sequence[ArticleUse]:
        c = article_uses.c
        return self._unit.list(
            USE, sa.select(article_uses).where(c.interaction_id == interaction_id).order_by(c.id.desc()).limit(100)
        )

    def vote(self, feedback: ArticleFeedback) -> None:
        self._unit.put(FEEDBACK, feedback, by=("article_id", "voter"))

    def votes(self, article_id: str) -> Sequence[ArticleFeedback]:
        c = article_feedback.c
        return self._unit.list(
            FEEDBACK, sa.select(article_feedback).where(c.article_id == article_id).order_by(c.at.desc(), c.id)
        )


class UsageCounts:
    """Implements `hub.ports.repositories.knowledge.UsageCounts`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def of(self, ids: Sequence[str]) -> dict[str, Usage]:
        found = self._unit.list(USAGE, sa.select(knowledge_usage).where(knowledge_usage.c.id.in_(ids))) if ids else []
        return {each.id: each for each in found}

    def count(self, key: str, *, views: int = 0, uses: int = 0, used_at: datetime | None = None) -> None:
        c = knowledge_usage.c
        changes: dict[str, Any] = {"views": c.views + views, "uses": c.uses + uses}
        if used_at is not None:
            changes["last_used_at"] = used_at
        self._upsert(Usage(id=key, views=views, uses=uses, last_used_at=used_at), changes)

    def set_votes(self, key: str, *, helpful: int, unhelpful: int) -> None:
        votes = {"helpful": helpful, "unhelpful": unhelpful}
        self._upsert(Usage(id=key, helpful=helpful, unhelpful=unhelpful), votes)

    def _upsert(self, first: Usage, changes: dict[str, Any]) -> None:
        statement = self._unit.insert(knowledge_usage).values(USAGE.row(first))
        self._unit.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changes))


class CannedReplies:
    """Implements `hub.ports.repositories.knowledge.CannedReplies`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, key: str) -> CannedReply | None:
        return self._unit.one(CANNED, canned_replies.c.id == key)

    def all(self) -> Sequence[CannedReply]:
        return self._unit.list(CANNED, sa.select(canned_replies).order_by(canned_replies.c.name, canned_replies.c.id))

    def put(self, reply: CannedReply, expected_version: int | None) -> None:
        self._unit.put_version(CANNED, reply, expected_version)

    def remove(self, key: str) -> None:
        self._unit.connection.execute(sa.delete(canned_replies).where(canned_replies.c.id == key))


class Macros:
    """Implements `hub.ports.repositories.knowledge.Macros`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, key: str) -> Macro | None:
        return self._unit.one(MACRO, macros.c.id == key)

    def all(self) -> Sequence[Macro]:
        return self._unit.list(MACRO, sa.select(macros).order_by(macros.c.name, macros.c.id))

    def put(self, macro: Macro, expected_version: int | None) -> None:
        self._unit.put_version(MACRO, macro, expected_version)

    def remove(self, key: str) -> None:
        self._unit.connection.execute(sa.delete(macros).where(macros.c.id == key))


def begins_with(unit: Unit, prefix: str) -> Any:
    """Which words begin so. SQLite's LIKE ignores case, so that no index serves it; words hold nothing that GLOB reads
    as a sign (https://www.sqlite.org/optoverview.html#the_like_optimization).
    """
    term = article_terms.c.term
    return term.like(f"{prefix}%") if unit.is_postgres else term.op("GLOB")(f"{prefix}*")


def conditions(wanted: ArticleFilter) -> list[Any]:
    """Return what the rows of `articles` must fulfil."""
    c = articles.c
    equal = (
        (c.kind, wanted.kind),
        (c.visibility, wanted.visibility),
        (c.locale, wanted.locale),
        (c.product, wanted.product),
        (c.owner_agent_id, wanted.owner_agent_id),
    )
    found: list[Any] = [column == value for column, value in equal if value is not None]
    found.append(c.state.in_(wanted.states) if wanted.states else _NOT_ARCHIVED)
    if wanted.review_by is not None:
        found.append(c.review_on <= wanted.review_by.isoformat())
    return [*found, *_tagged(wanted.tag), *_needing(wanted.needs_locale)]


def _tagged(tag: str | None) -> Iterable[Any]:
    if tag is not None:
        held = sa.select(article_terms.c.article_id).where(article_terms.c.term == f"{TAG_MARK}{tag}")
        yield articles.c.id.in_(held)


def _needing(locale: str | None) -> Iterable[Any]:
    """Behind in this language, or without a translation into it."""
    if locale is None:
        return
    twin = articles.alias("twin")
    is_there = sa.exists().where(
        twin.c.group_id == articles.c.group_id, twin.c.locale == locale, twin.c.state != "archived"
    )
    is_behind = sa.and_(articles.c.locale == locale, articles.c.behind.is_(True))
    yield sa.or_(is_behind, sa.and_(articles.c.locale != locale, ~is_there))
