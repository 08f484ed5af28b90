"""Which articles hold which words, and how much each word says: for search by rank and for suggestions.

The index that the one search box uses knows neither places nor weights; these rows do, and stay small because there are
thousands of articles, not millions.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hub.domain.articles import Article, ArticleVersion
from hub.ports.repositories.knowledge import ArticleFilter, Found
from hub.storage.connection import Unit
from hub.storage.knowledge import ARTICLE, TAG_MARK, begins_with, conditions
from hub.storage.search_text import terms_of, tokens_of
from hub.storage.stop_words import STOP_WORDS
from hub.storage.tables.knowledge import article_terms, articles

_TITLE, _TAG, _PROBLEM, _BODY = 1000, 50, 20, 1
# Many weak hits in a long text must not outweigh a word in the title.
_WORTH = {_TITLE: 3.0, _TAG: 2.0, _PROBLEM: 1.5, _BODY: 1.0}
_MOST_WORDS = 3_000
_ASKED = 60
_RAREST = 12
_FADE = 0.6
_PREFIXED = 3
_FEW, _MANY = 4, 300
_SPARE = 3


class ArticleIndex:
    """Implements `hub.ports.repositories.knowledge.ArticleIndex`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def put(self, article: Article, shown: ArticleVersion) -> None:
        c = article_terms.c
        self._unit.connection.execute(sa.delete(article_terms).where(c.article_id == article.id))
        weights = _weights(article, shown)
        rows = [{"term": term, "article_id": article.id, "weight": weight} for term, weight in weights.items()]
        self._unit.add_rows(article_terms, rows)

    def search(self, query: str, wanted: ArticleFilter, *, limit: int) -> Sequence[Article]:
        whole, prefixes = _wanted_words(query)
        parts = [_having(whole)] if whole else []
        parts += [_beginning(self._unit, each) for each in prefixes]
        if not parts:
            return []
        hits = sa.union_all(*parts).subquery("hits")
        scores = (
            sa.select(hits.c.article_id, sa.func.sum(hits.c.weight).label("score"))
            .group_by(hits.c.article_id)
            .having(sa.func.count() == len(whole) + len(prefixes))
            .subquery("scores")
        )
        statement = sa.select(articles).join(scores, scores.c.article_id == articles.c.id).where(*conditions(wanted))
        return self._unit.list(ARTICLE, statement.order_by(scores.c.score.desc(), articles.c.id.desc()).limit(limit))

    def resembling(self, texts: Sequence[str], *, limit: int) -> Sequence[Found]:
        asked = _asked_words(texts)
        rarity = self._rarity(list(asked))
        chosen = sorted(rarity, key=lambda term: rarity[term] * asked[term], reverse=True)[:_RAREST]
        hits: dict[str, dict[str, float]] = {}
        for row in self._rows(chosen):
            worth = _WORTH.get(row["weight"], 1.0) * rarity[row["term"]] * asked[row["term"]]
            hits.setdefault(row["article_id"], {})[row["term"]] = worth
        told = {key: words for key, words in hits.items() if _is_telling(words, rarity)}
        best = sorted(told, key=lambda key: (-sum(told[key].values()), key))[: limit * _SPARE]
        named = self._published(best)
        return [_found(named[key], told[key]) for key in best if key in named][:limit]

    def _rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """How much a word tells: the logarithm of how few articles have it; what a third of them has says nothing.

        Counting stops where a word has become too common to be asked for.
        """
        if not terms:
            return {}
        execute = self._unit.connection.execute
        total = execute(sa.select(sa.func.count()).select_from(articles)).scalar_one()
        most = int(max(_FEW, min(total / 3, _MANY)))
        parts = [
            f"SELECT CAST(:t{at} AS TEXT), (SELECT count(*) FROM (SELECT 1 FROM article_terms"
            f" WHERE term = CAST(:t{at} AS TEXT) LIMIT {most + 1}) AS counted)"
            for at in range(len(terms))
        ]
        counted = execute(sa.text(" UNION ALL ".join(parts)), {f"t{at}": term for at, term in enumerate(terms)})
        return {term: math.log(1 + total / count) for term, count in counted if 0 < count <= most}

    def _rows(self, terms: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        c = article_terms.c
        return self._unit.rows(sa.select(c.article_id, c.term, c.weight).where(c.term.in_(terms))) if terms else []

    def _published(self, ids: Sequence[str]) -> dict[str, Article]:
        c = articles.c
        statement = sa.select(articles).where(c.id.in_(ids), c.state == "published")
        return {each.id: each for each in self._unit.list(ARTICLE, statement)} if ids else {}


def _weights(article: Article, shown: ArticleVersion) -> dict[str, int]:
    """The best place of each word."""
    weights: dict[str, int] = {f"{TAG_MARK}{tag}": 0 for tag in article.tags}
    places: tuple[tuple[int, Iterable[str]], ...] = (
        (_TITLE, [shown.title]),
        (_TAG, [*article.tags, article.product]),
        (_PROBLEM, [shown.problem]),
        (_BODY, [shown.body]),
    )
    for weight, texts in places:
        for term in (term for text in texts for term in tokens_of(text)):
            if len(weights) >= _MOST_WORDS:
                return weights
            weights.setdefault(term, weight)
    return weights


def _wanted_words(query: str) -> tuple[list[str], list[str]]:
    """Whole words, and beginnings: a single Chinese character, and the last word when it is still being typed."""
    whole, prefixes = terms_of(query)
    if whole and query[-1:].isascii() and query[-1:].isalnum() and len(whole[-1]) >= _PREFIXED:
        prefixes.append(whole.pop())
    return whole, prefixes


def _having(terms: Sequence[str]) -> Any:
    c = article_terms.c
    return sa.select(c.article_id, c.term, c.weight).where(c.term.in_(terms))


def _beginning(unit: Unit, prefix: str) -> Any:
    c = article_terms.c
    found = sa.select(c.article_id, sa.literal(prefix).label("term"), sa.func.max(c.weight).label("weight"))
    return found.where(begins_with(unit, prefix)).group_by(c.article_id)


def _asked_words(texts: Sequence[str]) -> dict[str, float]:
    """The words of the texts, each with the weight of the first text that has it."""
    words: dict[str, float] = {}
    for place, text in enumerate(texts):
        for term in tokens_of(text):
            if len(words) < _ASKED and len(term) > 1 and term not in STOP_WORDS:
                words.setdefault(term, _FADE**place)
    return words


def _is_telling(words: Mapping[str, float], rarity: Mapping[str, float]) -> bool:
    """One word of the text alone is chance; one of the title, tags or problem, or two words are not."""
    return len(words) > 1 or any(worth > rarity[term] * _WORTH[_BODY] for term, worth in words.items())


def _found(article: Article, words: Mapping[str, float]) -> Found:
    terms = sorted(words, key=lambda term: -words[term])
    return Found(article=article, score=round(sum(words.values()), 3), terms=tuple(terms[:5]))
