"""Calls as legs that meet in a conference: the customer's, and those of the agents whose phones are dialled."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class LegRole(StrEnum):
    """Whose telephone it is."""

    CUSTOMER = "customer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"


class LegMode(StrEnum):
    """How a leg beside the main conversation takes part in it.

    A consulted agent: `consult` (with the agent who asks, the customer hears music), `aside` (hears music while those
    two talk), `conference` (all three). A supervisor: `listen` (heard by nobody), `whisper` (heard by the agent alone),
    `barge` (heard by all).
    """

    CONSULT = "consult"
    ASIDE = "aside"
    CONFERENCE = "conference"
    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"


class LegState(StrEnum):
    """How far a leg got; `JOINED` means that it is in the conference."""

    CREATED = "created"
    RINGING = "ringing"
    ANSWERED = "answered"
    JOINED = "joined"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class CallLeg:
    """One telephone in a call.

    `provider_id` is unique on its channel. An agent's leg carries the work item and epoch it was dialled for, so that a
    late answer meets nobody. `released` is set when we let the agent go ourselves, and the call goes on without it.
    `coaches` is the leg that alone hears this one. `outside` is a caller who waits with keys to press, and is fetched
    into the conference when an agent is there. `hidden` legs are not shown to agents.
    """

    id: str
    channel: str
    interaction_id: str
    role: LegRole
    provider_id: str | None = None
    address: str = ""
    agent_id: str | None = None
    work_item_id: str | None = None
    epoch: int = 0
    state: LegState = LegState.CREATED
    cause: str = ""
    on_hold: bool = False
    muted: bool = False
    released: bool = False
    mode: LegMode | None = None
    coaches: str | None = None
    outside: bool = False
    hidden: bool = False
    created_at: datetime
    joined_at: datetime | None = None
    ended_at: datetime | None = None
    updated_at: datetime

    @property
    def is_live(self) -> bool:
        """Whether the leg may still be up."""
        return self.state is not LegState.ENDED


@dataclass(frozen=True, kw_only=True)
class CallScript:
    """What callers of a line hear. Texts are by language (`en`, `zh-CN`); `default_language` serves the others.

    `menu_digits` are the keys that mean something (the entry rules say what); none means no menu.
    """

    default_language: str = "en"
    greeting: dict[str, str] = field(default_factory=dict)
    menu_prompt: dict[str, str] = field(default_factory=dict)
    menu_digits: tuple[str, ...] = ()
    menu_timeout_s: int = 6
    menu_tries: int = 2
    ring_s: int = 25
    voicemail_max_s: int = 120
    music: str = ""
