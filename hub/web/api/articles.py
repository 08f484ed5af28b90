"""/articles: the knowledge base."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from hub.domain.articles import Article
from hub.ports.repositories import Tx
from hub.ports.repositories.knowledge import ArticleFilter
from hub.services.conversations.edit import require_interaction
from hub.services.knowledge import articles
from hub.services.knowledge.article_diff import diff_shape
from hub.services.knowledge.article_reviews import reviewed
from hub.services.knowledge.article_shapes import (
    FILES,
    article_views,
    article_with_words,
    feedback_shape,
    use_shape,
    version_shape,
    words_shape,
)
from hub.services.knowledge.article_suggestions import suggestions
from hub.services.knowledge.article_use import Usedness, note_use, vote
from hub.services.knowledge.articles import Deed, require_article, require_version
from hub.services.shapes import Shape
from hub.web.models import articles as m
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """A page of articles, or those that a search finds, the best first."""
    wanted, today = call.query_as(m.ArticleQuery), today_of(call)
    filter_ = ArticleFilter(
        kind=wanted.kind,
        states=(wanted.state.value,) if wanted.state else (),
        visibility=wanted.visibility,
        locale=wanted.locale or None,
        tag=wanted.tag or None,
        product=wanted.product or None,
        owner_agent_id=wanted.owner_agent_id,
        review_by=today if wanted.review else None,
        needs_locale=wanted.needs or None,
    )

    def work(tx: Tx) -> Shape:
        if wanted.q and wanted.q.strip():
            found = tx.article_index.search(wanted.q, filter_, limit=wanted.limit)
        else:
            found = tx.articles.page(filter_, after=wanted.after, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        more = len(found) > wanted.limit
        return {"items": article_views(tx, shown, today=today), "next": shown[-1].id if more else None}

    return await call.read(work)


async def facets(call: Call) -> Shape:
    """How many there are of what."""
    today = today_of(call)
    return await call.read(lambda tx: dict(tx.articles.counts(review_by=today)))


async def suggest(call: Call) -> Shape:
    """What may help in a conversation."""
    wanted, today = call.query_as(m.SuggestQuery), today_of(call)

    def work(tx: Tx) -> Shape:
        interaction = require_interaction(tx, wanted.interaction_id)
        return {"items": suggestions(tx, interaction, limit=wanted.limit, today=today), "next": None}

    return await call.read(work)


async def preview(call: Call) -> Shape:
    """Markdown as readers will see it."""
    body, markdown = call.body_as(m.MarkdownBody), call.services.markdown
    return {
        "problem_html": markdown.html(body.problem, files=FILES),
        "body_html": markdown.html(body.body, files=FILES),
        "plain": markdown.plain(body.body),
    }


async def create(call: Call) -> Shape:
    """Write one, or a translation."""
    body, deed = call.body_as(m.NewArticleBody), deed_of(call)

    def work(tx: Tx) -> Article:
        return articles.create_article(tx, body.fields(), deed, locale=body.locale, original=body.translation_of)

    return await _changed(call, work)


async def show(call: Call) -> Shape:
    """One, with what it says."""
    return await call.read(lambda tx: _with_words(tx, call, require_article(tx, call.path["id"])))


async def edit(call: Call) -> Shape:
    """Change it; other words make a new version."""
    body, deed = call.body_as(m.ArticleChange), deed_of(call)

    def work(tx: Tx) -> Article:
        return articles.edit_article(
            tx,
            call.path["id"],
            body.fields(),
            deed,
            note=body.note,
            in_step=body.in_step,
            expected_version=call.expected_version,
        )

    return await _changed(call, work)


async def publish(call: Call) -> Shape:
    """Show readers a version."""
    number, deed = call.body_as(m.PublishBody).number, deed_of(call)
    return await _changed(
        call,
        lambda tx: articles.publish(tx, call.path["id"], deed, number=number, expected_version=call.expected_version),
    )


async def archive(call: Call) -> Shape:
    """Put it away."""
    deed = deed_of(call)
    return await _changed(
        call, lambda tx: articles.put_away(tx, call.path["id"], deed, expected_version=call.expected_version)
    )


async def take_back(call: Call) -> Shape:
    """Make a draft of it again."""
    deed = deed_of(call)
    return await _changed(
        call, lambda tx: articles.take_back(tx, call.path["id"], deed, expected_version=call.expected_version)
    )


async def restore(call: Call) -> Shape:
    """Take up the words of an earlier version."""
    body, deed = call.body_as(m.RestoreBody), deed_of(call)
    return await _changed(
        call,
        lambda tx: articles.restore_version(
            tx, call.path["id"], body.number, deed, note=body.note, expected_version=call.expected_version
        ),
    )


async def review(call: Call) -> Shape:
    """It still holds."""
    next_on, deed = call.body_as(m.ReviewedBody).next_on, deed_of(call)
    return await _changed(
        call,
        lambda tx: reviewed(tx, call.path["id"], deed, next_on=next_on, expected_version=call.expected_version),
    )


async def versions(call: Call) -> Shape:
    """The history, newest first."""

    def work(tx: Tx) -> Shape:
        article = require_article(tx, call.path["id"])
        published = article.published_number
        return {
            "items": [version_shape(each, published=published) for each in tx.articles.versions(article.id)],
            "next": None,
        }

    return await call.read(work)


async def version(call: Call) -> Shape:
    """What it said."""
    return await call.read(
        lambda tx: words_shape(
            require_version(tx, require_article(tx, call.path["id"]), _number(call)), call.services.markdown
        )
    )


async def diff(call: Call) -> Shape:
    """What changed between two versions."""
    wanted = call.query_as(m.DiffQuery)

    def work(tx: Tx) -> Shape:
        article = require_article(tx, call.path["id"])
        return diff_shape(require_version(tx, article, wanted.old), require_version(tx, article, wanted.new))

    return await call.read(work)


async def give_feedback(call: Call) -> Shape:
    """Whether it helped; each reader's newest opinion counts."""
    body, now, today = call.body_as(m.FeedbackBody), call.services.clock.now(), today_of(call)

    def work(tx: Tx) -> Shape:
        article = vote(tx, call.path["id"], voter=call.caller.actor, helpful=body.helpful, comment=body.comment, at=now)
        return article_views(tx, [article], today=today)[0]

    return await call.write(work)


async def feedback(call: Call) -> Shape:
    """What readers think."""

    def work(tx: Tx) -> Shape:
        article = require_article(tx, call.path["id"])
        return {"items": [feedback_shape(each) for each in tx.articles.votes(article.id)], "next": None}

    return await call.read(work)


async def use(call: Call) -> Shape:
    """Count that it was read, inserted, sent or tied to a contact."""
    body, today = call.body_as(m.UseBody), today_of(call)
    used = Usedness(
        use=body.use,
        interaction_id=body.interaction_id,
        by=call.caller.author.name,
        at=call.services.clock.now(),
    )
    return await call.write(lambda tx: article_views(tx, [note_use(tx, call.path["id"], used)], today=today)[0])


async def of_interaction(call: Call) -> Shape:
    """What was used in a contact."""

    def work(tx: Tx) -> Shape:
        uses = tx.articles.uses_of(require_interaction(tx, call.path["id"]).id)
        named = tx.articles.get_many(sorted({each.article_id for each in uses}))
        return {"items": [use_shape(each, named.get(each.article_id)) for each in uses], "next": None}

    return await call.read(work)


def today_of(call: Call) -> date:
    """The day on the house's calendar."""
    return call.services.clock.now().astimezone(ZoneInfo(call.services.settings.time_zone)).date()


def deed_of(call: Call) -> Deed:
    """Who asks, and when."""
    return Deed(caller=call.caller, at=call.services.clock.now())


async def _changed(call: Call, work: Callable[[Tx], Article]) -> Shape:
    return await call.write(lambda tx: _with_words(tx, call, work(tx)))


def _with_words(tx: Tx, call: Call, article: Article) -> Shape:
    return article_with_words(tx, article, today=today_of(call), markdown=call.services.markdown)


def _number(call: Call) -> int:
    text = call.path["number"]
    return int(text) if text.isdecimal() and len(text) < 8 else 0
