"""Macros: several things that an agent does with a contact, done in one click."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.canned import Reach


class MacroStep(StrEnum):
    """What a step does."""

    REPLY = "reply"
    NOTE = "note"
    ADD_TAG = "add_tag"
    SET_PRIORITY = "set_priority"
    SET_DISPOSITION = "set_disposition"
    OPEN_CASE = "open_case"
    MAKE_TASK = "make_task"
    TIE_ARTICLE = "tie_article"
    SNOOZE = "snooze"
    PEND = "pend"
    TRANSFER = "transfer"
    CLOSE = "close"


LEAVING = frozenset({MacroStep.SNOOZE, MacroStep.PEND, MacroStep.TRANSFER, MacroStep.CLOSE})
"""Steps that take the contact out of the agent's hands: routing does them, after everything else is stored."""


@dataclass(frozen=True, kw_only=True)
class MacroAction:
    """One step, with what its kind needs.

    `ref_id` is the canned reply, article or queue; `text` the note, the task's or case's title, the note of a transfer;
    `value` the tag, result code or kind of case; `number` the priority, or the minutes until the task is due or the
    contact comes back.
    """

    step: MacroStep
    ref_id: str = ""
    text: str = ""
    value: str = ""
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class Macro:
    """Steps under one name; without `kinds` it is offered for every kind of contact."""

    id: str
    version: int = 1
    name: str
    hint: str = ""
    reach: Reach
    kinds: tuple[str, ...] = ()
    actions: tuple[MacroAction, ...]
    enabled: bool = True
    created_by: str = ""
    created_at: datetime
    updated_at: datetime
