"""The knowledge base: articles with their versions, what finds them, canned replies, macros, and how much is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from hub.domain.articles import Article, ArticleFeedback, ArticleUse, ArticleVersion, Usage
from hub.domain.canned import CannedReply
from hub.domain.macros import Macro


@dataclass(frozen=True, kw_only=True)
class ArticleFilter:
    """Which articles; None means any. `review_by`: whose review is due on that day or before.

    `needs_locale`: what has to be written or brought up to date in that language. Without `states` those that are
    archived are left out.
    """

    kind: str | None = None
    states: tuple[str, ...] = ()
    visibility: str | None = None
    locale: str | None = None
    tag: str | None = None
    product: str | None = None
    owner_agent_id: str | None = None
    review_by: date | None = None
    needs_locale: str | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """An article that resembles some text: how much, and by which of its words."""

    article: Article
    score: float
    terms: tuple[str, ...]


class Articles(Protocol):
    """Articles, their versions, and what was done with them."""

    def get(self, article_id: str) -> Article | None:
        """Return one."""

    def get_many(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """Return those that exist."""

    def by_slug(self, slug: str) -> Article | None:
        """Return the one with this public address."""

    def in_groups(self, group_ids: Sequence[str]) -> Sequence[Article]:
        """List all translations, by locale."""

    def put(self, article: Article, expected_version: int | None) -> None:
        """Insert (None), or write all fields over the row at this version."""

    def add_version(self, version: ArticleVersion) -> None:
        """Keep what it says now; a second version with a number is refused."""

    def version(self, article_id: str, number: int) -> ArticleVersion | None:
        """Return one version."""

    def versions(self, article_id: str) -> Sequence[ArticleVersion]:
        """List them, newest first."""

    def shown_versions(self, articles: Sequence[Article]) -> dict[str, ArticleVersion]:
        """Return what each shows."""

    def page(self, wanted: ArticleFilter, *, after: str | None, limit: int) -> Sequence[Article]:
        """List by id, newest first."""

    def to_review(self, by: date, *, limit: int) -> Sequence[Article]:
        """List those in use whose review is due, the longest overdue first."""

    def counts(self, *, review_by: date) -> dict[str, dict[str, int]]:
        """Count, without the archived: `kinds`, `locales`, `products`, `tags`, and under `work` what is to be done."""

    def use(self, use: ArticleUse) -> None:
        """Keep that it was used in a contact."""

    def uses_of(self, interaction_id: str) -> Sequence[ArticleUse]:
        """List what was used in a contact, newest first."""

    def vote(self, feedback: ArticleFeedback) -> None:
        """Keep what a reader thinks, in place of what the reader thought before."""

    def votes(self, article_id: str) -> Sequence[ArticleFeedback]:
        """List what readers think, newest first."""


class ArticleIndex(Protocol):
    """Finds articles by their words, the title's before the text's."""

    def put(self, article: Article, shown: ArticleVersion) -> None:
        """Index anew."""

    def search(self, query: str, wanted: ArticleFilter, *, limit: int) -> Sequence[Article]:
        """Return articles with every word of the query (the last one may be half typed), the best first."""

    def resembling(self, texts: Sequence[str], *, limit: int) -> Sequence[Found]:
        """Return published articles that share rare words with the texts, of which the first weighs most."""


class UsageCounts(Protocol):
    """How much of the knowledge base is used; counting changes no version."""

    def of(self, ids: Sequence[str]) -> dict[str, Usage]:
        """Return the counts of those that have any."""

    def count(self, key: str, *, views: int = 0, uses: int = 0, used_at: datetime | None = None) -> None:
        """Add."""

    def set_votes(self, key: str, *, helpful: int, unhelpful: int) -> None:
        """Write how many found it helpful."""


class CannedReplies(Protocol):
    """Canned replies."""

    def get(self, key: str) -> CannedReply | None:
        """Return one."""

    def all(self) -> Sequence[CannedReply]:
        """List by name."""

    def put(self, reply: CannedReply, expected_version: int | None) -> None:
        """Insert (None), or write all fields over the row at this version."""

    def remove(self, key: str) -> None:
        """Delete."""


class Macros(Protocol):
    """Macros."""

    def get(self, key: str) -> Macro | None:
        """Return one."""

    def all(self) -> Sequence[Macro]:
        """List by name."""

    def put(self, macro: Macro, expected_version: int | None) -> None:
        """Insert (None), or write all fields over the row at this version."""

    def remove(self, key: str) -> None:
        """Delete."""
