"""Reviews of articles: a task for the owner when the day has come, once for each day; done, the next day is set."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hub.domain.articles import Article
from hub.domain.tasks import TaskKind, TaskState
from hub.domain.time import require_utc
from hub.errors import InvalidError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.knowledge.articles import Deed, announce_article, require_article
from hub.services.tasks.records import NewTask, add_task, announce_task

_BATCH = 200
_BY = time(17)


@dataclass(frozen=True, kw_only=True)
class ArticleReviews:
    """Looks for reviews that are due, by the calendar of `zone`."""

    database: Database
    clock: Clock
    zone: str

    async def plan(self) -> int:
        """Make the tasks; return how many are new."""
        now = self.clock.now()
        return await self.database.write(lambda tx: self._plan(tx, now))

    def _plan(self, tx: Tx, now: datetime) -> int:
        today = now.astimezone(ZoneInfo(self.zone)).date()
        made = [add_task(tx, self._task(each), at=now) for each in tx.articles.to_review(today, limit=_BATCH)]
        return sum(1 for each in made if each is not None)

    def _task(self, article: Article) -> NewTask:
        day = article.review_on or date.min
        words = "检查文章" if article.locale.startswith("zh") else "Review the article"
        return NewTask(
            kind=TaskKind.TO_DO,
            title=f"{words}: {article.title}",
            text=f"/knowledge/{article.id}",
            owner_agent_id=article.owner_agent_id,
            due_at=require_utc(datetime.combine(day, _BY, ZoneInfo(self.zone))),
            origin_key=review_key(article.id, day),
            created_by="knowledge",
        )


def reviewed(tx: Tx, article_id: str, deed: Deed, *, next_on: date | None, expected_version: int | None) -> Article:
    """Note that the article still holds: its task is done, and the next day is set."""
    before = require_article(tx, article_id, expected_version=expected_version)
    if next_on is not None and next_on <= deed.at.date():
        raise InvalidError("lies in the past", field="next_on")
    article = replace(before, review_on=next_on, version=before.version + 1, updated_at=deed.at)
    tx.articles.put(article, before.version)
    _finish_task(tx, before, deed)
    announce_article(tx, article, deed, "article.reviewed", next_on=next_on.isoformat() if next_on else None)
    return article


def _finish_task(tx: Tx, article: Article, deed: Deed) -> None:
    task = tx.tasks.by_origin(review_key(article.id, article.review_on)) if article.review_on else None
    if task is None or task.state is not TaskState.OPEN:
        return
    done = replace(
        task,
        version=task.version + 1,
        state=TaskState.DONE,
        updated_at=deed.at,
        ended_at=deed.at,
        ended_by=deed.caller.actor,
    )
    tx.tasks.update(done, task.version)
    announce_task(tx, done, at=deed.at)


def review_key(article_id: str, day: date) -> str:
    """What its task was made for."""
    return f"article-review:{article_id}:{day.isoformat()}"
