"""Notices of supervisors, and who has read them."""

from collections.abc import Sequence

import sqlalchemy as sa

from hub.domain.notices import Notice, NoticeRead
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.notices import notice_reads, notices

NOTICE = Codec(notices, Notice)
READ = Codec(notice_reads, NoticeRead)


class Notices:
    """Implements `hub.ports.repositories.notices.Notices`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, notice_id: str) -> Notice | None:
        return self._unit.one(NOTICE, notices.c.id == notice_id)

    def add(self, notice: Notice) -> None:
        self._unit.add(NOTICE, [notice])

    def update(self, notice: Notice, expected_version: int) -> None:
        self._unit.update_version(NOTICE, NOTICE.row(notice), expected_version)

    def page(self, *, after: str | None, limit: int) -> Sequence[Notice]:
        wanted = sa.select(notices) if after is None else sa.select(notices).where(notices.c.id < after)
        return self._unit.list(NOTICE, wanted.order_by(notices.c.id.desc()).limit(limit))

    def standing(self, *, limit: int) -> Sequence[Notice]:
        wanted = sa.select(notices).where(sa.text("withdrawn_at IS NULL"))
        return self._unit.list(NOTICE, wanted.order_by(notices.c.id.desc()).limit(limit))

    def put_read(self, read: NoticeRead) -> None:
        statement = self._unit.insert(notice_reads).values(READ.row(read))
        known = sa.func.coalesce(notice_reads.c.acknowledged_at, statement.excluded.acknowledged_at)
        self._unit.connection.execute(
            statement.on_conflict_do_update(index_elements=["notice_id", "user_id"], set_={"acknowledged_at": known})
        )

    def readers(self, notice_id: str) -> Sequence[NoticeRead]:
        c = notice_reads.c
        wanted = sa.select(notice_reads).where(c.notice_id == notice_id)
        return self._unit.list(READ, wanted.order_by(c.read_at, c.user_id))

    def read_by(self, user_id: str, notice_ids: Sequence[str]) -> dict[str, NoticeRead]:
        c = notice_reads.c
        wanted = sa.select(notice_reads).where(c.user_id == user_id, c.notice_id.in_(notice_ids))
        return {each.notice_id: each for each in self._unit.list(READ, wanted)}
