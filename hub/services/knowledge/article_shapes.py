"""Articles as desks, integrators and readers see them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hub.domain.articles import Article, ArticleFeedback, ArticleUse, ArticleVersion, Usage
from hub.ports.rendering import Markdown
from hub.ports.repositories import Tx
from hub.services.shapes import Shape, time_shape

FILES = "/api/v1/attachments/"


def article_shape(article: Article) -> Shape:
    """An article without its words."""
    return {
        "id": article.id,
        "version": article.version,
        "group_id": article.group_id,
        "locale": article.locale,
        "kind": article.kind.value,
        "state": article.state.value,
        "visibility": article.visibility.value,
        "title": article.title,
        "excerpt": article.excerpt,
        "link": f"/kb/{article.slug}" if article.is_open_to_all else None,
        "tags": list(article.tags),
        "product": article.product,
        "owner_agent_id": article.owner_agent_id,
        "review_on": article.review_on.isoformat() if article.review_on else None,
        "number": article.number,
        "published_number": article.published_number,
        "behind": article.behind,
        "created_at": time_shape(article.created_at),
        "updated_at": time_shape(article.updated_at),
        "changed_at": time_shape(article.changed_at),
        "published_at": time_shape(article.published_at),
    }


def article_views(tx: Tx, articles: Sequence[Article], *, today: date) -> list[Shape]:
    """Articles of a list, each with its other languages and how much it is used."""
    usage = tx.usage.of([each.id for each in articles])
    groups: dict[str, list[Article]] = {}
    for each in tx.articles.in_groups(sorted({each.group_id for each in articles})) if articles else ():
        groups.setdefault(each.group_id, []).append(each)
    return [_view(each, groups[each.group_id], usage, today) for each in articles]


def article_with_words(tx: Tx, article: Article, *, today: date, markdown: Markdown) -> Shape:
    """One article with what it says, as source, as HTML and as plain text."""
    (view,) = article_views(tx, [article], today=today)
    shown = tx.articles.shown_versions([article])[article.id]
    return {**view, **words_shape(shown, markdown)}


def words_shape(version: ArticleVersion, markdown: Markdown) -> Shape:
    """What a version says."""
    return {
        "title": version.title,
        "problem": version.problem,
        "body": version.body,
        "problem_html": markdown.html(version.problem, files=FILES),
        "body_html": markdown.html(version.body, files=FILES),
        "plain": markdown.plain(version.body),
    }


def version_shape(version: ArticleVersion, *, published: int | None) -> Shape:
    """A line of the version history."""
    return {
        "number": version.number,
        "title": version.title,
        "note": version.note,
        "restored_from": version.restored_from,
        "author": version.author,
        "created_at": time_shape(version.created_at),
        "published": version.number == published,
    }


def use_shape(use: ArticleUse, article: Article | None) -> Shape:
    """An article used in a contact."""
    return {
        "id": use.id,
        "article_id": use.article_id,
        "title": article.title if article else "",
        "use": use.use.value,
        "by": use.by,
        "at": time_shape(use.at),
    }


def feedback_shape(feedback: ArticleFeedback) -> Shape:
    """What a reader thinks."""
    return {
        "voter": feedback.voter,
        "helpful": feedback.helpful,
        "comment": feedback.comment,
        "at": time_shape(feedback.at),
    }


def usage_shape(usage: Usage | None) -> Shape:
    """How much something is used."""
    counts = usage or Usage(id="")
    return {
        "views": counts.views,
        "uses": counts.uses,
        "helpful": counts.helpful,
        "unhelpful": counts.unhelpful,
        "last_used_at": time_shape(counts.last_used_at),
    }


def _view(article: Article, group: Iterable[Article], usage: Mapping[str, Usage], today: date) -> Shape:
    return {
        **article_shape(article),
        "overdue": article.review_on is not None and article.review_on <= today,
        "usage": usage_shape(usage.get(article.id)),
        "translations": [
            {
                "id": each.id,
                "locale": each.locale,
                "title": each.title,
                "state": each.state.value,
                "behind": each.behind,
                "link": f"/kb/{each.slug}" if each.is_open_to_all else None,
            }
            for each in group
            if each.id != article.id
        ],
    }
