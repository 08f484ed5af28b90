"""Notices: written by supervisors, shown to whom they are for, read and acknowledged."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hub.domain.events import EVERYONE, SUPERVISORS, EventType, NewEvent, agent_audience
from hub.domain.ids import new_id
from hub.domain.notices import Notice, NoticeRead
from hub.errors import ConflictError, InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.access.callers import Caller
from hub.services.shapes import Shape, time_shape

_MOST_STANDING = 200


def create_notice(tx: Tx, fields: Mapping[str, object], *, by: str, at: datetime) -> Notice:
    """Write one; without a beginning it is shown at once."""
    given = {"starts_at": at, **{key: value for key, value in fields.items() if value is not None}}
    notice = Notice(id=new_id(), **given, created_by=by, created_at=at, updated_at=at)  # type: ignore[arg-type]
    _check(tx, notice)
    tx.notices.add(notice)
    _announce(tx, notice, at)
    return notice


def edit_notice(
    tx: Tx, key: str, fields: Mapping[str, object], *, expected_version: int | None, at: datetime
) -> Notice:
    """Change the fields given of one that stands."""
    before = require_notice(tx, key, expected_version=expected_version)
    if before.withdrawn_at is not None:
        raise ConflictError("the notice was withdrawn; write a new one")
    after: Notice = replace(before, **fields, version=before.version + 1, updated_at=at)  # type: ignore[arg-type]
    _check(tx, after)
    return _stored(tx, before, after, at)


def withdraw_notice(tx: Tx, key: str, *, expected_version: int | None, at: datetime) -> Notice:
    """Show it no more; who read it stays known."""
    before = require_notice(tx, key, expected_version=expected_version)
    if before.withdrawn_at is not None:
        return before
    return _stored(tx, before, replace(before, withdrawn_at=at, version=before.version + 1, updated_at=at), at)


def require_notice(tx: Tx, key: str, *, expected_version: int | None = None) -> Notice:
    """Return one at the expected version."""
    notice = tx.notices.get(key)
    if notice is None:
        raise NotFoundError(f"there is no notice {key}")
    if expected_version not in (None, notice.version):
        raise StaleVersionError(f"notice {key} is at version {notice.version}; read it again")
    return notice


def mark_read(tx: Tx, key: str, caller: Caller, *, acknowledged: bool, at: datetime) -> Notice:
    """Note that the caller has seen it; those who are not meant cannot."""
    notice = require_notice(tx, key)
    if not notice.is_for(caller.agent_id, _team(tx, caller)):
        raise NotFoundError(f"there is no notice {key} for you")
    read = NoticeRead(
        notice_id=notice.id,
        user_id=caller.id,
        name=caller.author.name,
        read_at=at,
        acknowledged_at=at if acknowledged else None,
    )
    tx.notices.put_read(read)
    return notice


def notices_for(tx: Tx, caller: Caller, *, at: datetime) -> list[Shape]:
    """What the caller is shown now, what must be acknowledged first, with what was read already."""
    team = _team(tx, caller)
    standing = tx.notices.standing(limit=_MOST_STANDING)
    shown = [each for each in standing if each.is_shown(at) and each.is_for(caller.agent_id, team)]
    reads = tx.notices.read_by(caller.id, [each.id for each in shown]) if shown else {}
    return [_read_shape(each, reads.get(each.id)) for each in shown]


def _read_shape(notice: Notice, read: NoticeRead | None) -> Shape:
    return {
        **notice_shape(notice),
        "read_at": time_shape(read.read_at) if read else None,
        "acknowledged_at": time_shape(read.acknowledged_at) if read else None,
    }


def notice_shape(notice: Notice) -> Shape:
    """A notice as the API shows it."""
    return {
        "id": notice.id,
        "version": notice.version,
        "title": notice.title,
        "text": notice.text,
        "teams": list(notice.teams),
        "agent_ids": list(notice.agent_ids),
        "must_acknowledge": notice.must_acknowledge,
        "starts_at": time_shape(notice.starts_at),
        "ends_at": time_shape(notice.ends_at),
        "withdrawn_at": time_shape(notice.withdrawn_at),
        "created_by": notice.created_by,
        "created_at": time_shape(notice.created_at),
        "updated_at": time_shape(notice.updated_at),
    }


def readers_shape(reads: Sequence[NoticeRead]) -> list[Shape]:
    """Who has read a notice."""
    return [
        {
            "user_id": each.user_id,
            "name": each.name,
            "read_at": time_shape(each.read_at),
            "acknowledged_at": time_shape(each.acknowledged_at),
        }
        for each in reads
    ]


def _stored(tx: Tx, before: Notice, after: Notice, at: datetime) -> Notice:
    tx.notices.update(after, before.version)
    _announce(tx, after, at)
    return after


def _announce(tx: Tx, notice: Notice, at: datetime) -> None:
    tx.events.add(
        NewEvent(
            type=EventType.NOTICE_CREATED,
            data=notice_shape(notice),
            subject_id=notice.id,
            audience=_audience(tx, notice),
            at=at,
        )
    )


def _audience(tx: Tx, notice: Notice) -> tuple[str, ...]:
    if not notice.teams and not notice.agent_ids:
        return (EVERYONE,)
    named = [each.id for each in tx.agents.all() if notice.is_for(each.id, each.team)]
    return (SUPERVISORS, *(agent_audience(each) for each in sorted(named)))


def _team(tx: Tx, caller: Caller) -> str:
    agent = tx.agents.get(caller.agent_id) if caller.agent_id else None
    return agent.team if agent else ""


def _check(tx: Tx, notice: Notice) -> None:
    if not notice.title.strip():
        raise InvalidError("a notice needs a title", field="title")
    if notice.ends_at is not None and notice.ends_at <= notice.starts_at:
        raise InvalidError("ends before it starts", field="ends_at")
    unknown = next((each for each in notice.agent_ids if tx.agents.get(each) is None), None)
    if unknown is not None:
        raise InvalidError(f"there is no agent {unknown}", field="agent_ids")
