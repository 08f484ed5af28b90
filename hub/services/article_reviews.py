"""Reviews of articles: a task for the owner when the day has come, once for each day; done, the next day is set."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from hub.domain.articles import Article
from hub.domain.tasks import TaskKind
from hub.domain.time import require_utc
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.tasks import NewTask, add_task

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


def review_key(article_id: str, day: date) -> str:
    """What its task was made for."""
    return f"article-review:{article_id}:{day.isoformat()}"
