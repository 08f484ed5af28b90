"""Articles: written in versions that never change, shown when published, put away when no longer true."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.articles import Article, ArticleKind, ArticleState, ArticleVersion
from hub.domain.events import EVERYONE, EventType, NewEvent
from hub.domain.ids import new_id
from hub.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.access.callers import Caller
from hub.services.knowledge.article_pairs import say_the_same, settle
from hub.services.knowledge.article_shapes import article_shape

_WORDS = frozenset({"title", "problem", "body"})
_PLAIN = frozenset({"kind", "tags", "product"})
_EDITORS = frozenset({"visibility", "owner_agent_id", "review_on"})
_EXCERPT = 200
_SLUG_BYTES = 9
# An excerpt shows words, not the marks of Markdown: emphasis, headings, quotes, tables, code.
_MARKS = re.compile(r"[*_`|]+|^\s*(#{1,6}|>|[-=:| ]{3,}$)", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Who does it, and when."""

    caller: Caller
    at: datetime

    @property
    def author(self) -> str:
        """The name that versions bear."""
        return self.caller.author.name


def require_article(tx: Tx, article_id: str, *, expected_version: int | None = None, field: str = "") -> Article:
    """Return one at the expected version."""
    article = tx.articles.get(article_id)
    if article is None:
        raise NotFoundError(f"there is no article {article_id}", field=field)
    if expected_version not in (None, article.version):
        raise StaleVersionError(f"article {article_id} is at version {article.version}; read it again")
    return article


def require_version(tx: Tx, article: Article, number: int) -> ArticleVersion:
    """Return what an article said."""
    version = tx.articles.version(article.id, number)
    if version is None:
        raise NotFoundError(f"article {article.id} has no version {number}; the newest is {article.number}")
    return version


def create_article(tx: Tx, fields: Mapping[str, object], deed: Deed, *, locale: str, original: str | None) -> Article:
    """Write the first version; `original` is the article that this one translates."""
    article_id, source = new_id(), require_article(tx, original, field="translation_of") if original else None
    blank = Article(
        id=article_id,
        group_id=source.group_id if source else article_id,
        locale=locale,
        kind=source.kind if source else ArticleKind.TECHNIQUE,
        title="",
        slug=secrets.token_urlsafe(_SLUG_BYTES),
        tags=source.tags if source else (),
        product=source.product if source else "",
        owner_agent_id=source.owner_agent_id if source else deed.caller.agent_id,
        created_at=deed.at,
        updated_at=deed.at,
        changed_at=deed.at,
    )
    if source and any(each.locale == locale for each in tx.articles.in_groups([source.group_id])):
        raise ConflictError(f"the article has a text in {locale} already; change that one")
    article = _described(tx, blank, fields, deed)
    first = _version(article, 1, fields, None, deed)
    shown = _showing(article, first)
    tx.articles.put(shown, None)
    tx.articles.add_version(first)
    return _told(tx, say_the_same(tx, shown), deed, "article.made")


def edit_article(
    tx: Tx,
    article_id: str,
    fields: Mapping[str, object],
    deed: Deed,
    *,
    note: str = "",
    in_step: bool = False,
    expected_version: int | None,
) -> Article:
    """Change what is given; other words make a new version, which readers see once it is published.

    `in_step`: with this change all languages say the same.
    """
    before = require_article(tx, article_id, expected_version=expected_version)
    article = _described(tx, before, fields, deed)
    newest = require_version(tx, before, before.number)
    version = replace(_version(article, before.number + 1, fields, newest, deed), note=note)
    if version.words != newest.words:
        article = _grown(tx, before, article, version, deed)
    else:
        article = _stored(tx, before, article, deed)
    return _told(tx, say_the_same(tx, article) if in_step else settle(tx, article), deed, "article.changed")


def restore_version(
    tx: Tx, article_id: str, number: int, deed: Deed, *, note: str, expected_version: int | None
) -> Article:
    """Take up the words of an earlier version again, as the newest one."""
    before = require_article(tx, article_id, expected_version=expected_version)
    old = require_version(tx, before, number)
    if old.words == require_version(tx, before, before.number).words:
        raise ConflictError(f"version {number} says what the newest version says")
    version = replace(
        old,
        id=new_id(),
        number=before.number + 1,
        note=note,
        restored_from=number,
        author=deed.author,
        created_at=deed.at,
    )
    article = _grown(tx, before, before, version, deed)
    return _told(tx, settle(tx, article), deed, "article.restored", number=number)


def publish(
    tx: Tx, article_id: str, deed: Deed, *, number: int | None = None, expected_version: int | None = None
) -> Article:
    """Show readers a version, the newest unless told."""
    before = require_article(tx, article_id, expected_version=expected_version)
    version = require_version(tx, before, number or before.number)
    if not version.body.strip():
        raise ConflictError("the article has no text yet; write it before publishing", field="body")
    article = replace(before, state=ArticleState.PUBLISHED, published_number=version.number, published_at=deed.at)
    article = _stored(tx, before, _showing(article, version), deed)
    return _told(tx, article, deed, "article.published", number=version.number)


def put_away(tx: Tx, article_id: str, deed: Deed, *, expected_version: int | None = None) -> Article:
    """Archive: nobody finds it any more, and its address is dead."""
    before = require_article(tx, article_id, expected_version=expected_version)
    if before.state is ArticleState.ARCHIVED:
        raise ConflictError("the article is archived already")
    article = _stored(tx, before, replace(before, state=ArticleState.ARCHIVED), deed)
    return _told(tx, settle(tx, article), deed, "article.archived")


def take_back(tx: Tx, article_id: str, deed: Deed, *, expected_version: int | None = None) -> Article:
    """Make a draft of what is published or archived: readers do not see it until it is published again."""
    before = require_article(tx, article_id, expected_version=expected_version)
    if before.state is ArticleState.DRAFT:
        raise ConflictError("the article is a draft already")
    article = replace(before, state=ArticleState.DRAFT, published_number=None)
    article = _stored(tx, before, _showing(article, require_version(tx, before, before.number)), deed)
    return _told(tx, settle(tx, article), deed, "article.taken_back")


def _described(tx: Tx, article: Article, fields: Mapping[str, object], deed: Deed) -> Article:
    guarded = {key for key in _EDITORS & fields.keys() if fields[key] != getattr(article, key)}
    if guarded and not deed.caller.supervises:
        raise ForbiddenError(f"only a supervisor sets {', '.join(sorted(guarded))}", field=min(guarded))
    changed: Article = replace(article, **{key: fields[key] for key in (_PLAIN | _EDITORS) & fields.keys()})  # type: ignore[arg-type]
    if changed.owner_agent_id and tx.agents.get(changed.owner_agent_id) is None:
        raise InvalidError(f"there is no agent {changed.owner_agent_id}", field="owner_agent_id")
    if changed.state is ArticleState.ARCHIVED:
        raise ConflictError("the article is archived; take it back before you change it")
    return changed


def _version(
    article: Article, number: int, fields: Mapping[str, object], before: ArticleVersion | None, deed: Deed
) -> ArticleVersion:
    words = {key: str(fields.get(key, getattr(before, key, ""))).strip() for key in _WORDS}
    if not words["title"]:
        raise InvalidError("an article needs a title", field="title")
    if article.kind is not ArticleKind.PROBLEM_SOLUTION and words["problem"]:
        raise InvalidError("only a problem_solution has its problem apart; put it into the body", field="problem")
    return ArticleVersion(
        id=new_id(),
        article_id=article.id,
        number=number,
        title=words["title"],
        problem=words["problem"],
        body=words["body"],
        author=deed.author,
        created_at=deed.at,
    )


def _grown(tx: Tx, before: Article, article: Article, version: ArticleVersion, deed: Deed) -> Article:
    """Write the article first: who comes second meets its new version, reads again and takes the next number."""
    grown = replace(article, number=version.number, changed_at=version.created_at)
    stored = _stored(tx, before, grown if grown.published_number else _showing(grown, version), deed)
    tx.articles.add_version(version)
    return stored


def _showing(article: Article, version: ArticleVersion) -> Article:
    """The article with the words that its list shows."""
    text = _MARKS.sub(" ", _LINK.sub(r"\1", version.problem or version.body))
    return replace(article, title=version.title, excerpt=" ".join(text.split())[:_EXCERPT])


def _stored(tx: Tx, before: Article, after: Article, deed: Deed) -> Article:
    stored = replace(after, version=before.version + 1, updated_at=deed.at)
    tx.articles.put(stored, before.version)
    return stored


def _told(tx: Tx, article: Article, deed: Deed, action: str, **detail: object) -> Article:
    """Index, announce and audit it."""
    shown = require_version(tx, article, article.shown_number)
    tx.article_index.put(article, shown)
    found = article.state is ArticleState.PUBLISHED
    tx.search.put_texts("article", article.id, (*shown.words, *article.tags, article.product) if found else ())
    announce_article(tx, article, deed, action, **detail)
    return article


def announce_article(tx: Tx, article: Article, deed: Deed, action: str, **detail: object) -> None:
    """Write the event and the audit."""
    data = article_shape(article)
    tx.events.add(
        NewEvent(type=EventType.ARTICLE_UPDATED, data=data, subject_id=article.id, audience=(EVERYONE,), at=deed.at)
    )
    record(tx, actor=deed.caller.actor, action=action, subject=article.id, at=deed.at, title=article.title, **detail)
