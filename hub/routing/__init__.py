"""Who gets what and when: the routing engine, pure and deterministic, with the time as a value.

Use::

    engine = Engine(now=clock.now())                       # one a routing domain
    transitions = engine.load(agents=..., queues=..., items=live, offers=pending, now=clock.now())
    transitions = engine.apply(Accept(offer_id=..., agent_id=...), clock.now())
    engine.next_deadline()                                 # call apply(Tick(), now) by then
    engine.explain_item(id); engine.explain_agent(id); engine.position(id); engine.estimate(id); engine.unroutable()

Commands are frozen values (`hub.routing.commands`, `hub.routing.roster_commands`):

* what is configured: `UpsertQueue` (members travel in the queue), `UpsertPlan`, `UpsertProfile`, `UpsertAgent`, and
  `Remove...` of each; all act at once on what waits;
* agents: `Login`, `SetReady`, `SetNotReady(reason, offers=reject|after)`, `Logout`, `ConnectionLost`,
  `ConnectionRestored(acknowledges)`;
* queueing: `Enqueue(item, rejoin_key)`, `Park`, `Unpark`, `Reprioritise`, `Move`, `Assign(agent_id, ignore_capacity)`,
  `Cancel(state=canceled|voicemail|expired)`, `Abandon` (the customer left), `Requeue` (the agent is lost to it),
  `AskCallback(callback, not_before)`, `Postpone(until)`;
* offers: `Acknowledge` (a desk shows it), `Accept`, `Reject`, `FailOffer(cause)`, `Rescind`; then `Connected` or
  `ConnectFailed` for kinds that connect (phone; accepting any other kind opens it at once);
* work: `StartOutbound`, `Hold`, `Unhold`, `AwaitCustomer(close_at)`, `Snooze(until)`, `Reactivate`, `End`, `WrapUp`,
  `ExtendWrapUp`, `Close`;
* hands changing: `Transfer(item_id, new_item, hand_over=at_initiate|at_accept|warm, keep_key)`, `CompleteConsult`,
  `CancelConsult`;
* `Tick`: let time pass.

Work is described by `hub.domain.work.WorkItem`. Set `preferences` for agents to try first, each skipped when away;
`preferred_agent_id` with `preferred_until` for one agent alone until then, patiently (e.g. 15 minutes for a reopened
conversation), or without it for that agent first. `direct` work goes to that agent only. `due_at` of a waiting item is
its longest wait: when it passes and no overflow of the queue fits, an `ItemChanged` with cause `max_wait` says so once
and the item waits on. What the engine cannot do itself it tells by a cause, and whoever listens acts: `closed`,
`overflow_voicemail`, `overflow_callback`, `overflow_message`, `overflow_end` (with the trigger in `detail`), and
`plan_step` with what the plan announces in `detail`.

An item that changes hands has a side leg (`role` transfer or consult, `parent_id` the contact) until it is promoted:
then the leg before gets the role transfer in the same batch, its ending first (`transferred`, then `promoted`).

Transitions (`hub.routing.transitions`), in order: `ItemChanged` (item, state_before or None for an insert,
epoch_before, cause), `OfferCreated` (with `why`), `OfferAcked`, `OfferEnded`, `PresenceChanged`, and `Refused(reason,
subject, detail)` when the command could not be carried out. A repeated command gives no transition of its own.
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
    End,
    Enqueue,
    ExtendWrapUp,
    FailCause,
    FailOffer,
    HandOver,
    Hold,
    Move,
    Park,
    Postpone,
    Reactivate,
    Reject,
    Reprioritise,
    Requeue,
    Rescind,
    Snooze,
    StartOutbound,
    Tick,
    Transfer,
    Unhold,
    Unpark,
    WrapUp,
)
from hub.routing.engine import Engine
from hub.routing.explain import AgentExplanation, Candidate, ItemExplanation, Sight
from hub.routing.matching.pool import Claim
from hub.routing.policy import ChannelPolicy, Policy
from hub.routing.roster_commands import (
    ConnectionLost,
    ConnectionRestored,
    Login,
    Logout,
    OnOffers,
    RemoveAgent,
    RemovePlan,
    RemoveProfile,
    RemoveQueue,
    SetNotReady,
    SetReady,
    UpsertAgent,
    UpsertPlan,
    UpsertProfile,
    UpsertQueue,
)
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
from hub.routing.values import Block, Blocker, Rule, Verdict
from hub.routing.waiting.unroutable import Unroutable
from hub.routing.waiting.waits import Estimate, announceable

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
    "Claim",
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
