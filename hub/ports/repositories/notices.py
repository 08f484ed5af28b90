"""Notices of supervisors, and who has read them."""

from collections.abc import Sequence
from typing import Protocol

from hub.domain.notices import Notice, NoticeRead


class Notices(Protocol):
    """What supervisors tell their people."""

    def get(self, notice_id: str) -> Notice | None:
        """Return one."""

    def add(self, notice: Notice) -> None:
        """Insert."""

    def update(self, notice: Notice, expected_version: int) -> None:
        """Write; raise `StaleVersionError` when the row is at another version."""

    def page(self, *, after: str | None, limit: int) -> Sequence[Notice]:
        """List all, newest first."""

    def standing(self, *, limit: int) -> Sequence[Notice]:
        """List those that are not withdrawn, newest first."""

    def put_read(self, read: NoticeRead) -> None:
        """Note that somebody has read one; an acknowledgement is never taken back."""

    def readers(self, notice_id: str) -> Sequence[NoticeRead]:
        """List who has read it, the first one first."""

    def read_by(self, user_id: str, notice_ids: Sequence[str]) -> dict[str, NoticeRead]:
        """Return which of these somebody has read."""
