"""The routing journal: every step of every leg, how every offer ended, and where agents stood, in order."""

from datetime import datetime
from typing import NamedTuple


class Step(NamedTuple):
    """One line: what a leg became, or (with `offer_id`) how an offer ended. Never changed once written.

    A named tuple and not a dataclass, because a day has a million of them. `state_before` is None where a leg enters;
    that line bears the leg's own id. `since` is when the state before was entered, so the line tells its length.
    `units` is what a contact of this kind takes of the agent; `callback` says that the caller hung up and waits to be
    called back. `ewt_s` is the wait that was predicted when the leg entered.
    """

    interaction_id: str
    id: str
    work_item_id: str
    offer_id: str | None
    parent_id: str | None
    role: str
    kind: str
    queue_id: str | None
    queue_before: str | None
    agent_id: str | None
    agent_before: str | None
    state_before: str | None
    state: str
    cause: str
    epoch: int
    priority: int
    plan_step: int
    units: int
    callback: bool
    ewt_s: float | None
    since: datetime
    at: datetime


class Stand(NamedTuple):
    """Where an agent stood from `at` on; `lost` while the desk's connection is gone and its grace period runs.

    `units` is how much the agent may take at once.
    """

    agent_id: str
    id: str
    state: str
    reason: str
    pending: str | None
    lost: bool
    units: int
    cause: str
    at: datetime


class Held(NamedTuple):
    """A leg that an agent has in hand now, in its state since `since`."""

    work_item_id: str
    interaction_id: str
    agent_id: str
    kind: str
    queue_id: str | None
    state: str
    since: datetime
