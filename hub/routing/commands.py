"""What the engine can be told about work: one frozen value a command."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hub.domain.work import Callback, WorkItem, WorkItemState
from hub.routing.roster_commands import RosterCommand


class FailCause(StrEnum):
    """Why an offer could not reach the agent."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"


class HandOver(StrEnum):
    """When the agent who transfers is free of the contact: at once, when the next agent has it, or (warm) when told."""

    AT_INITIATE = "at_initiate"
    AT_ACCEPT = "at_accept"
    WARM = "warm"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """Let time pass: fires what is due."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Enqueue:
    """New work: WAITING, or PARKED until `due_at`. `due_at` of waiting work is its longest wait.

    `rejoin_key` names the customer and queue: who left a moment ago gets the old place back.
    """

    item: WorkItem
    rejoin_key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StartOutbound:
    """Work an agent begins: it occupies the agent's capacity from the start.

    With `ignore_capacity` it does so whatever the limits and the presence are: it has happened already.
    """

    item: WorkItem
    agent_id: str
    ignore_capacity: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledge:
    """The agent's desk shows the offer."""

    offer_id: str
    agent_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Accept:
    """The agent takes the offer."""

    offer_id: str
    agent_id: str
    epoch: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reject:
    """The agent declines the offer."""

    offer_id: str
    agent_id: str
    reason: str = ""
    epoch: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FailOffer:
    """The offer could not be delivered."""

    offer_id: str
    cause: FailCause
    epoch: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rescind:
    """A supervisor takes the offer back; no penalty for the agent."""

    offer_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Connected:
    """Media is bridged: the contact is open."""

    item_id: str
    epoch: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectFailed:
    """Bridging failed while the customer is still there."""

    item_id: str
    cause: FailCause = FailCause.UNREACHABLE
    epoch: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold:
    """The customer is put on hold."""

    item_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unhold:
    """The customer is taken off hold."""

    item_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AwaitCustomer:
    """The agent waits for the customer's answer: frees capacity; completes silently at `close_at`."""

    item_id: str
    close_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Snooze:
    """Put aside until a time: frees capacity."""

    item_id: str
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Reactivate:
    """The customer answered, or the agent goes on: the item asks its units back."""

    item_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class End:
    """The contact is over; wrap-up follows where the queue has one."""

    item_id: str
    cause: str = "ended"


@dataclass(frozen=True, kw_only=True, slots=True)
class WrapUp:
    """The agent finishes wrap-up with a disposition."""

    item_id: str
    disposition: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtendWrapUp:
    """The agent asks for more time, once, as the queue's rule allows."""

    item_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Close:
    """End and wrap up in one step."""

    item_id: str
    disposition: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Abandon:
    """The customer left before being served; `rejoin_key` lets them come back to the place for a while."""

    item_id: str
    rejoin_key: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AskCallback:
    """A waiting caller hangs up and keeps the place: nobody is offered the call before `not_before`."""

    item_id: str
    callback: Callback
    not_before: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Postpone:
    """The customer of a callback was not reached: the agent is free, and it is tried again at `until`."""

    item_id: str
    until: datetime
    cause: str = "no_answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancel:
    """Work that nobody has in hand ends in `state`: cancelled, expired, or with a voicemail."""

    item_id: str
    state: WorkItemState = WorkItemState.CANCELED
    cause: str = "canceled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Park:
    """The queue closed: the waiting item sleeps until it opens."""

    item_id: str
    until: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Unpark:
    """The queue opened before its time."""

    item_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reprioritise:
    """Change the priority; acts on the place in line at once."""

    item_id: str
    priority: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Move waiting or offered work to another queue or agent, keeping its key."""

    item_id: str
    queue_id: str | None = None
    target_agent_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Requeue:
    """Work in hand goes back to its queue, a step ahead of its old place: the agent crashed, left, or gives it back."""

    item_id: str
    cause: str = "agent_lost"


@dataclass(frozen=True, kw_only=True, slots=True)
class Assign:
    """A supervisor gives waiting or offered work to one agent, above the limits only when asked."""

    item_id: str
    agent_id: str
    ignore_capacity: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer:
    """`new_item` (with its queue or target) becomes the next leg of `item_id`.

    At initiate the leg before completes at once, without wrap-up. At accept the agent keeps the contact until the next
    one is connected. Warm: the next agent is consulted beside the contact until `CompleteConsult` or `CancelConsult`.
    `keep_key` takes the arrival of the leg before into the line.
    """

    item_id: str
    new_item: WorkItem
    hand_over: HandOver = HandOver.AT_ACCEPT
    keep_key: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CompleteConsult:
    """Whoever is consulted takes the contact over; `item_id` is either leg."""

    item_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelConsult:
    """The consultation (or a hand-over that nobody has taken yet) ends; `item_id` is either leg."""

    item_id: str
    cause: str = "consult_canceled"


Command = (
    Tick
    | RosterCommand
    | Enqueue
    | StartOutbound
    | Acknowledge
    | Accept
    | Reject
    | FailOffer
    | Rescind
    | Connected
    | ConnectFailed
    | Hold
    | Unhold
    | AwaitCustomer
    | Snooze
    | Reactivate
    | End
    | WrapUp
    | ExtendWrapUp
    | Close
    | Abandon
    | AskCallback
    | Postpone
    | Cancel
    | Park
    | Unpark
    | Reprioritise
    | Move
    | Requeue
    | Assign
    | Transfer
    | CompleteConsult
    | CancelConsult
)
