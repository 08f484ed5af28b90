"""/notices and /today: what supervisors tell their people, and the first screen of the day."""

from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.desk import notices
from hub.services.desk.today import today as read_today
from hub.services.shapes import Shape
from hub.web.models.base import Page
from hub.web.models.tasks import NewNoticeBody, NoticeChange, NoticeReadBody
from hub.web.pages import page_shape
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All notices, newest first."""
    wanted = call.query_as(Page)

    def work(tx: Tx) -> Shape:
        found = tx.notices.page(after=wanted.after, limit=wanted.limit + 1)
        return page_shape(found, notices.notice_shape, limit=wanted.limit)

    return await call.read(work)


async def mine(call: Call) -> Shape:
    """What I am told now."""
    now = call.services.clock.now()
    return await call.read(lambda tx: {"items": notices.notices_for(tx, call.caller, at=now), "next": None})


async def create(call: Call) -> Shape:
    """Write one."""
    values, now, by = call.body_as(NewNoticeBody).values(), call.services.clock.now(), call.caller.actor

    def work(tx: Tx) -> Shape:
        notice = notices.create_notice(tx, values, by=by, at=now)
        record(tx, actor=by, action="notice.made", subject=notice.id, at=now)
        return notices.notice_shape(notice)

    return await call.write(work)


async def edit(call: Call) -> Shape:
    """Change one that stands."""
    values, now, by = call.body_as(NoticeChange).values(), call.services.clock.now(), call.caller.actor

    def work(tx: Tx) -> Shape:
        key, version = call.path["id"], call.expected_version
        notice = notices.edit_notice(tx, key, values, expected_version=version, at=now)
        record(tx, actor=by, action="notice.changed", subject=key, at=now, fields=sorted(values))
        return notices.notice_shape(notice)

    return await call.write(work)


async def withdraw(call: Call) -> Shape:
    """Show it no more."""
    now, by = call.services.clock.now(), call.caller.actor

    def work(tx: Tx) -> Shape:
        key = call.path["id"]
        notice = notices.withdraw_notice(tx, key, expected_version=call.expected_version, at=now)
        record(tx, actor=by, action="notice.withdrawn", subject=key, at=now)
        return notices.notice_shape(notice)

    return await call.write(work)


async def read(call: Call) -> Shape:
    """I have seen it, and perhaps acknowledge it."""
    acknowledged, now = call.body_as(NoticeReadBody).acknowledged, call.services.clock.now()
    return await call.write(
        lambda tx: notices.notice_shape(
            notices.mark_read(tx, call.path["id"], call.caller, acknowledged=acknowledged, at=now)
        )
    )


async def readers(call: Call) -> Shape:
    """Who has read it."""

    def work(tx: Tx) -> Shape:
        notice = notices.require_notice(tx, call.path["id"])
        return {"items": notices.readers_shape(tx.notices.readers(notice.id)), "next": None}

    return await call.read(work)


async def today(call: Call) -> Shape:
    """The caller's first screen of the day."""
    now, zone = call.services.clock.now(), call.services.settings.time_zone
    return await call.read(lambda tx: read_today(tx, call.caller, zone=zone, at=now))
