"""Articles of the knowledge base: what is known, in immutable versions and in pairs of languages."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ArticleKind(StrEnum):
    """What an article is about; `PROBLEM_SOLUTION` has its problem apart from its body."""

    CASE = "case"
    TECHNIQUE = "technique"
    PRODUCT = "product"
    PROBLEM_SOLUTION = "problem_solution"


class ArticleState(StrEnum):
    """Whether it is being written, in use, or put away."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Visibility(StrEnum):
    """Who may read it: staff, or everybody who has its address."""

    INTERNAL = "internal"
    PUBLIC = "public"


class Use(StrEnum):
    """What was done with an article; `TIED` notes that a contact was about it."""

    VIEWED = "viewed"
    INSERTED = "inserted"
    LINKED = "linked"
    TIED = "tied"


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article in one language; those with the same `group_id` are translations of each other.

    `number` is its newest version, `published_number` the one that readers see. `title` and `excerpt` are those of
    `shown_number`. `covers` says, by article, up to which version of a translation this one says the same; `behind`
    that a translation has gone on since. `slug` is its public address.
    """

    id: str
    version: int = 1
    group_id: str
    locale: str
    kind: ArticleKind
    state: ArticleState = ArticleState.DRAFT
    visibility: Visibility = Visibility.INTERNAL
    title: str
    excerpt: str = ""
    slug: str
    tags: tuple[str, ...] = ()
    product: str = ""
    owner_agent_id: str | None = None
    review_on: date | None = None
    number: int = 1
    published_number: int | None = None
    covers: dict[str, int] = field(default_factory=dict)
    behind: bool = False
    created_at: datetime
    updated_at: datetime
    changed_at: datetime
    published_at: datetime | None = None

    @property
    def shown_number(self) -> int:
        """The version that is shown: the published one, else the newest."""
        return self.published_number or self.number

    @property
    def is_open_to_all(self) -> bool:
        """Whether whoever has the address may read it."""
        return self.state is ArticleState.PUBLISHED and self.visibility is Visibility.PUBLIC


@dataclass(frozen=True, kw_only=True)
class ArticleVersion:
    """What an article said at one time; never changes. `problem` is used by problems with a solution alone.

    `restored_from` is the version whose words it took up again.
    """

    id: str
    article_id: str
    number: int
    title: str
    problem: str = ""
    body: str = ""
    note: str = ""
    restored_from: int | None = None
    author: str = ""
    created_at: datetime

    @property
    def words(self) -> tuple[str, str, str]:
        """What it says."""
        return self.title, self.problem, self.body


@dataclass(frozen=True, kw_only=True)
class Usage:
    """How often something of the knowledge base was read, used and found helpful."""

    id: str
    views: int = 0
    uses: int = 0
    helpful: int = 0
    unhelpful: int = 0
    last_used_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ArticleUse:
    """An article used in a contact."""

    id: str
    article_id: str
    interaction_id: str
    use: Use
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ArticleFeedback:
    """What one reader thinks of an article now."""

    id: str
    article_id: str
    voter: str
    helpful: bool
    comment: str = ""
    at: datetime
