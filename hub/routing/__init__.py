"""Who gets what and when: the routing engine, pure and deterministic, with the time as a value.

Use::

    engine = Engine(now=clock.now())                       # one a routing domain
    transitions = engine.load(agents=..., queues=..., items=live, offers=pending, now=clock.now())
    transitions = engine.apply(Accept(offer_id=..., agent_id=...), clock.now())
    engine.next_deadline()                                 # call apply(Tick(), now) by then
    engine.explain_item(id); engine.explain_agent(id); engine.position(id); engine.unroutable()

Commands are the frozen values of `hub.routing.commands`:

* agents: `Login`, `SetReady`, `SetNotReady(reason, offers=reject|after)`, `Logout`, `ConnectionLost`,
  `ConnectionRestored`, `UpsertAgent`, `RemoveAgent`, `UpsertQueue` (members travel in the queue);
* queueing: `Enqueue(item)`, `Park`, `Unpark`, `Reprioritise`, `Move`, `Cancel(state=canceled|voicemail|expired)`,
  `Abandon` (the customer left), `Requeue` (the agent is lost to it), `Transfer(item_id, new_item, hand_over)`;
* offers: `Accept`, `Reject`, `FailOffer(cause)`, `Rescind`; then `Connected` or `ConnectFailed` for kinds that connect
  (phone; accepting any other kind opens it at once);
* work: `StartOutbound`, `Hold`, `Unhold`, `AwaitCustomer(close_at)`, `Snooze(until)`, `Reactivate`, `End`, `WrapUp`,
  `Close`;
* `Tick`: let time pass.

Work is described by `hub.domain.work.WorkItem`. For sticky work set `preferred_agent_id` with `preferred_until` (that
agent alone until then, e.g. 15 minutes for a reopened conversation), or without it (that agent first). `direct` work
goes to that agent only. `due_at` of a waiting item is its longest wait: when it passes, an `ItemChanged` with cause
`max_wait` says so once and the item waits on; the caller decides what then.

Transitions (`hub.routing.transitions`), in order: `ItemChanged` (item, state_before or None for an insert,
epoch_before, cause), `OfferCreated` (with `why`), `OfferEnded`, `PresenceChanged`, and `Refused(reason, subject,
detail)` when the command could not be carried out. A repeated command gives no transition of its own.
`net_effect(transitions)` folds them into one write a row: update items where epoch and state are those before. After a
lost race give the stored rows to `engine.reload`; after a lost lease throw the engine away.
"""

from hub.routing.commands import (
    Abandon,
    Accept,
    Acknowledge,
    AskCallback,
    Assign,
    AwaitCustomer,
    Cancel,
    CancelConsult,
    Close,
    Command,
    CompleteConsult,
    Connected,
    ConnectFailed,
    ConnectionLost,
    ConnectionRestored,
    End,
    Enqueue,
    ExtendWrapUp,
    FailCause,
    FailOffer,
    HandOver,
    Hold,
    Login,
    Logout,
    Move,
    OnOffers,
    Park,
    Postpone,
    Reactivate,
    Reject,
    RemoveAgent,
    RemovePlan,
    RemoveProfile,
    RemoveQueue,
    Reprioritise,
    Requeue,
    Rescind,
    SetNotReady,
    SetReady,
    Snooze,
    StartOutbound,
    Tick,
    Transfer,
    Unhold,
    Unpark,
    UpsertAgent,
    UpsertPlan,
    UpsertProfile,
    UpsertQueue,
    WrapUp,
)
from hub.routing.engine import Engine
from hub.routing.explain import AgentExplanation, Candidate, ItemExplanation, Sight
from hub.routing.policy import ChannelPolicy, Policy
from hub.routing.transitions import (
    ItemChanged,
    NetEffect,
    OfferAcked,
    OfferCreated,
    OfferEnded,
    PresenceChanged,
    Refusal,
    Refused,
    Transition,
    net_effect,
)
from hub.routing.unroutable import Unroutable
from hub.routing.values import Block, Blocker, Rule, Verdict
from hub.routing.waits import Estimate, announceable

__all__ = [
    "Abandon",
    "Accept",
    "Acknowledge",
    "AgentExplanation",
    "AskCallback",
    "Assign",
    "AwaitCustomer",
    "Block",
    "Blocker",
    "Cancel",
    "CancelConsult",
    "Candidate",
    "ChannelPolicy",
    "Close",
    "Command",
    "CompleteConsult",
    "ConnectFailed",
    "Connected",
    "ConnectionLost",
    "ConnectionRestored",
    "End",
    "Engine",
    "Enqueue",
    "Estimate",
    "ExtendWrapUp",
    "FailCause",
    "FailOffer",
    "HandOver",
    "Hold",
    "ItemChanged",
    "ItemExplanation",
    "Login",
    "Logout",
    "Move",
    "NetEffect",
    "OfferAcked",
    "OfferCreated",
    "OfferEnded",
    "OnOffers",
    "Park",
    "Policy",
    "Postpone",
    "PresenceChanged",
    "Reactivate",
    "Refusal",
    "Refused",
    "Reject",
    "RemoveAgent",
    "RemovePlan",
    "RemoveProfile",
    "RemoveQueue",
    "Reprioritise",
    "Requeue",
    "Rescind",
    "Rule",
    "SetNotReady",
    "SetReady",
    "Sight",
    "Snooze",
    "StartOutbound",
    "Tick",
    "Transfer",
    "Transition",
    "Unhold",
    "Unpark",
    "Unroutable",
    "UpsertAgent",
    "UpsertPlan",
    "UpsertProfile",
    "UpsertQueue",
    "Verdict",
    "WrapUp",
    "announceable",
    "net_effect",
]
