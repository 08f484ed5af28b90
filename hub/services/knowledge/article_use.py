"""What is done with articles: read, inserted, sent, found helpful or not."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.articles import Article, ArticleFeedback, ArticleUse, Use
from hub.domain.ids import new_id
from hub.ports.repositories import Tx
from hub.services.conversations.edit import require_interaction
from hub.services.knowledge.articles import require_article


@dataclass(frozen=True, kw_only=True)
class Usedness:
    """A use of an article, in a contact if any."""

    use: Use
    interaction_id: str | None = None
    by: str
    at: datetime


def note_use(tx: Tx, article_id: str, used: Usedness) -> Article:
    """Count it, and tie it to the contact."""
    article = require_article(tx, article_id, field="article_id")
    is_view = used.use is Use.VIEWED
    tx.usage.count(article.id, views=int(is_view), uses=int(not is_view), used_at=None if is_view else used.at)
    if used.interaction_id is not None and not is_view:
        interaction = require_interaction(tx, used.interaction_id)
        tx.articles.use(
            ArticleUse(
                id=new_id(),
                article_id=article.id,
                interaction_id=interaction.id,
                use=used.use,
                by=used.by,
                at=used.at,
            )
        )
    return article


def vote(tx: Tx, article_id: str, *, voter: str, helpful: bool, comment: str, at: datetime) -> Article:
    """Note what a reader thinks; the newest opinion of each reader counts."""
    article = require_article(tx, article_id)
    tx.articles.vote(
        ArticleFeedback(
            id=new_id(), article_id=article.id, voter=voter, helpful=helpful, comment=comment.strip(), at=at
        )
    )
    votes = tx.articles.votes(article.id)
    liked = sum(each.helpful for each in votes)
    tx.usage.set_votes(article.id, helpful=liked, unhelpful=len(votes) - liked)
    return article
