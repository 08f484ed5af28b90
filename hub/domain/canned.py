"""Canned replies: texts with variables that agents insert by a shortcut; and who may use what is shared."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """Who uses it: the agent who owns it, that team, or everybody."""

    PERSONAL = "personal"
    TEAM = "team"
    EVERYBODY = "everybody"


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Where a thing belongs: `agent_id` for `PERSONAL`, `team` for `TEAM`."""

    scope: Scope = Scope.EVERYBODY
    agent_id: str | None = None
    team: str = ""

    def admits(self, agent_id: str | None, team: str) -> bool:
        """Whether this agent uses it; who is no agent uses what is everybody's."""
        if self.scope is Scope.PERSONAL:
            return agent_id is not None and agent_id == self.agent_id
        return self.scope is Scope.EVERYBODY or (agent_id is not None and team == self.team)


@dataclass(frozen=True, kw_only=True)
class CannedText:
    """The wording for a locale and a kind of channel (`sms`, `email` ...; empty for all); Jinja2 source."""

    locale: str
    kind: str = ""
    subject: str = ""
    text: str


@dataclass(frozen=True, kw_only=True)
class CannedReply:
    """A text to insert; `shortcut` is what is typed after the slash."""

    id: str
    version: int = 1
    name: str
    shortcut: str
    reach: Reach
    texts: tuple[CannedText, ...]
    created_by: str = ""
    created_at: datetime
    updated_at: datetime
