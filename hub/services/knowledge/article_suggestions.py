"""Articles for a conversation, found by the rare words of what the customer wrote last."""

from collections.abc import Iterator, Sequence
from datetime import date

from hub.domain.articles import Article
from hub.domain.interactions import Direction, Interaction
from hub.ports.repositories import Tx
from hub.ports.repositories.knowledge import Found
from hub.services.knowledge.article_shapes import article_views
from hub.services.shapes import Shape

_MESSAGES = 4
_CHARACTERS = 1_000
_CANDIDATES = 20


def suggestions(tx: Tx, interaction: Interaction, *, limit: int, today: date) -> list[Shape]:
    """The best articles, each once in the customer's language where there is one, with the words that led to it."""
    found = tx.article_index.resembling(list(_said(tx, interaction)), limit=_CANDIDATES)
    chosen = _in_language(tx, found, _language(tx, interaction))[:limit]
    views = article_views(tx, [each for each, _ in chosen], today=today)
    return [
        {**view, "terms": list(hit.terms), "score": hit.score} for view, (_, hit) in zip(views, chosen, strict=True)
    ]


def _said(tx: Tx, interaction: Interaction) -> Iterator[str]:
    """The customer's last messages, the newest first, then the subject."""
    messages = tx.messages.of_interaction(interaction.id, after_seq=max(0, interaction.last_seq - 30))
    theirs = [each.text for each in messages if each.direction is Direction.IN and each.text.strip()]
    yield from (text[:_CHARACTERS] for text in theirs[: -_MESSAGES - 1 : -1])
    yield interaction.subject


def _language(tx: Tx, interaction: Interaction) -> str:
    customer = tx.customers.get(interaction.customer_id) if interaction.customer_id else None
    return (customer.language if customer else "") or interaction.language


def _in_language(tx: Tx, found: Sequence[Found], language: str) -> list[tuple[Article, Found]]:
    best: dict[str, Found] = {}
    for each in found:
        best.setdefault(each.article.group_id, each)
    pairs: dict[str, list[Article]] = {}
    for article in tx.articles.in_groups(list(best)) if best else ():
        if article.state == "published":
            pairs.setdefault(article.group_id, []).append(article)
    return [(_spoken(pairs[group], hit.article, language), hit) for group, hit in best.items()]


def _spoken(articles: Sequence[Article], found: Article, language: str) -> Article:
    base = language.partition("-")[0].lower()
    fitting = [each for each in articles if each.locale.partition("-")[0].lower() == base]
    return found if not base or not fitting or found in fitting else fitting[0]
