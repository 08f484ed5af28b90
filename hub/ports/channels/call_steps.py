"""What a call asks, and what it is told to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CallRef:
    """A call's request for what to do next: which call, at which point of its script, with what was entered."""

    channel: str
    provider_id: str
    step: str
    params: Mapping[str, str]


class CallVerb(StrEnum):
    """One instruction to a call, in no provider's dialect."""

    SAY = "say"
    PLAY = "play"
    PAUSE = "pause"
    MENU = "menu"
    JOIN = "join"
    RECORD = "record"
    GO = "go"
    HANG_UP = "hang_up"


@dataclass(frozen=True, kw_only=True)
class CallInstruction:
    """A verb with its arguments; each verb's own are named in docs/channels/phone.md."""

    verb: CallVerb
    text: str = ""
    language: str = ""
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CallStep:
    """What a call does next; rebuilt from the database at each request, so asking twice is safe."""

    instructions: tuple[CallInstruction, ...]
