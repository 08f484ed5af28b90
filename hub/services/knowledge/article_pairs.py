"""Translations: which of an article's languages say the same, and which one has gone on."""

from collections.abc import Iterable
from dataclasses import replace

from hub.domain.articles import Article, ArticleState
from hub.ports.repositories import Tx


def say_the_same(tx: Tx, article: Article) -> Article:
    """Note that all languages say the same as of their newest versions; return the article as it is then."""
    group = [article if each.id == article.id else each for each in tx.articles.in_groups([article.group_id])]
    numbers = {each.id: each.number for each in group}
    agreed = [
        replace(each, covers={key: number for key, number in numbers.items() if key != each.id}) for each in group
    ]
    return _kept(tx, article, agreed)


def settle(tx: Tx, article: Article) -> Article:
    """Note in every language whether another one has gone on since; return the article as it is then."""
    return _kept(tx, article, tx.articles.in_groups([article.group_id]))


def is_behind(article: Article, group: Iterable[Article]) -> bool:
    """Whether a translation in use has a version that this one does not cover yet."""
    others = (each for each in group if each.id != article.id and each.state is not ArticleState.ARCHIVED)
    return any(
        each.number > article.covers.get(each.id, 0) and each.changed_at >= article.changed_at for each in others
    )


def _kept(tx: Tx, article: Article, group: Iterable[Article]) -> Article:
    """Write what has changed; the version of the article itself has risen already, those of the others rise here."""
    known = {each.id: each for each in tx.articles.in_groups([article.group_id])}
    settled = {each.id: replace(each, behind=is_behind(each, group)) for each in group}
    for key, each in settled.items():
        if each != known[key]:
            risen = each.version if key == article.id else each.version + 1
            tx.articles.put(replace(each, version=risen), known[key].version)
    return settled[article.id]
