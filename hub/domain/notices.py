"""Notices: what supervisors tell everybody, a team or some agents for a while."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Shown from `starts_at` until `ends_at` (None: until it is withdrawn) to whom it is for: everybody where neither
    teams nor agents are named. `must_acknowledge`: it stays in sight until the reader has said so.
    """

    id: str
    version: int = 1
    title: str
    text: str = ""
    teams: tuple[str, ...] = ()
    agent_ids: tuple[str, ...] = ()
    must_acknowledge: bool = False
    starts_at: datetime
    ends_at: datetime | None = None
    withdrawn_at: datetime | None = None
    created_by: str = ""
    created_at: datetime
    updated_at: datetime

    def is_for(self, agent_id: str | None, team: str) -> bool:
        """Whether an agent of a team is meant."""
        if not self.teams and not self.agent_ids:
            return True
        return (agent_id is not None and agent_id in self.agent_ids) or (team != "" and team in self.teams)

    def is_shown(self, at: datetime) -> bool:
        """Whether its time has come and is not over."""
        ended = self.ends_at is not None and self.ends_at <= at
        return self.withdrawn_at is None and self.starts_at <= at and not ended


@dataclass(frozen=True, kw_only=True)
class NoticeRead:
    """That somebody has seen a notice, and said so where that is asked for."""

    notice_id: str
    user_id: str
    name: str
    read_at: datetime
    acknowledged_at: datetime | None = None
