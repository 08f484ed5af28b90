"""Asks owners to look at their articles again."""

from collections.abc import Iterator

from hub.app.parts import Parts
from hub.app.recurring.job import Job
from hub.services.knowledge.article_reviews import ArticleReviews

_REVIEWS_S = 600.0


def jobs(parts: Parts) -> Iterator[Job]:
    """Tasks for reviews that are due."""
    reviews = ArticleReviews(
        database=parts.database, clock=parts.clock, zone=parts.config.settings.organisation.time_zone
    )

    async def plan() -> None:
        await reviews.plan()

    yield Job(every_s=_REVIEWS_S, name="reviews of articles", work=plan)
