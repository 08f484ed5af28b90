"""Articles on the wire."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import override

from hub.domain.articles import ArticleKind, ArticleState, Use, Visibility
from hub.web.models.base import Body, Id, Line, Name, Page, Prose, Query, Shown, ShownVersioned
from hub.web.models.care import Locale

Tags = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=30)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]


class ArticleQuery(Page):
    """Which articles; `q` finds by words and ranks, and then there is one page.

    `review` `overdue`: the day has come. `needs`: what has to be written or brought up to date in that language.
    """

    q: Line | None = None
    kind: ArticleKind | None = None
    state: ArticleState | None = None
    visibility: Visibility | None = None
    locale: Line | None = None
    tag: Line | None = None
    product: Line | None = None
    owner_agent_id: Id | None = None
    review: Literal["overdue"] | None = None
    needs: Line | None = None


class SuggestQuery(Query):
    """For which contact."""

    interaction_id: Id
    limit: Annotated[int, Field(ge=1, le=10)] = 4


class ArticleChange(Body):
    """What changes; other words make a new version. `in_step`: with this, all languages say the same."""

    title: Line = ""
    problem: Prose = ""
    body: Prose = ""
    kind: ArticleKind = ArticleKind.TECHNIQUE
    tags: Tags = Field(default_factory=list)
    product: Line = ""
    visibility: Visibility = Visibility.INTERNAL
    owner_agent_id: Id | None = None
    review_on: date | None = None
    note: Line = ""
    in_step: bool = False

    def fields(self) -> dict[str, object]:
        """The article's fields that were given, as the domain's values."""
        values = {key: value for key, value in self.given().items() if key not in ("note", "in_step")}
        if "tags" in values:
            values["tags"] = tuple(dict.fromkeys(each.strip() for each in self.tags if each.strip()))
        if "product" in values:
            values["product"] = self.product.strip()
        return values


class NewArticleBody(ArticleChange):
    """An article to write; `translation_of` names the one that it says in another language."""

    title: Name
    locale: Locale
    translation_of: Id | None = None

    @override
    def fields(self) -> dict[str, object]:
        """Without what makes it a new one."""
        return {key: value for key, value in super().fields().items() if key not in ("locale", "translation_of")}


class PublishBody(Body):
    """Which version; the newest unless told."""

    number: Number | None = None


class RestoreBody(Body):
    """Which version, and why."""

    number: Number
    note: Line = ""


class DiffQuery(Query):
    """Which two versions."""

    old: Annotated[Number, Field(alias="from")]
    new: Annotated[Number, Field(alias="to")]


class FeedbackBody(Body):
    """Whether it helped."""

    helpful: bool
    comment: Line = ""


class UseBody(Body):
    """What was done with it."""

    use: Use
    interaction_id: Id | None = None


class ReviewedBody(Body):
    """It still holds; when to look again (never, without a date)."""

    next_on: date | None = None


class MarkdownBody(Body):
    """Words to look at before they are kept."""

    problem: Prose = ""
    body: Prose = ""


class ShownArticle(ShownVersioned):
    """An article."""

    group_id: str
    locale: str
    kind: ArticleKind
    state: ArticleState
    visibility: Visibility
    title: str
    excerpt: str
    link: str | None
    tags: list[str]
    product: str
    owner_agent_id: str | None
    review_on: str | None
    number: int
    published_number: int | None
    behind: bool


class ShownArticles(Shown):
    """Articles of a list, or those that suit a conversation with the words that led to them."""

    items: list[ShownArticle]
    next: str | None


class ShownWords(Shown):
    """What a version says."""

    title: str
    problem: str
    body: str
    problem_html: str
    body_html: str
    plain: str


class ShownMarkdown(Shown):
    """Markdown as readers will see it."""

    problem_html: str
    body_html: str
    plain: str


class ShownVersion(Shown):
    """A line of the version history."""

    number: int
    title: str
    note: str
    restored_from: int | None
    author: str
    created_at: str
    published: bool


class ShownVersions(Shown):
    """The version history, newest first."""

    items: list[ShownVersion]
    next: str | None


class ShownDiffLine(Shown):
    """A line of either version."""

    op: Literal["same", "added", "removed"]
    text: str


class ShownDiff(Shown):
    """All lines of both versions."""

    title: list[ShownDiffLine]
    problem: list[ShownDiffLine]
    body: list[ShownDiffLine]


class ShownFacets(Shown):
    """How many articles there are of what, and how much is to be done."""

    kinds: dict[str, int]
    locales: dict[str, int]
    products: dict[str, int]
    tags: dict[str, int]
    work: dict[str, int]


class ShownUse(Shown):
    """An article used in a contact."""

    id: str
    article_id: str
    title: str
    use: Use
    by: str
    at: str


class ShownUses(Shown):
    """Articles used in a contact, newest first."""

    items: list[ShownUse]
    next: str | None


class ShownOpinion(Shown):
    """What one reader thinks."""

    voter: str
    helpful: bool
    comment: str
    at: str


class ShownOpinions(Shown):
    """What readers think, newest first."""

    items: list[ShownOpinion]
    next: str | None
