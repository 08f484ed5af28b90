"""Commands drawn from two numbers, about things that exist in a trial."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hub.domain.interactions import InteractionKind, Requirement
from hub.domain.work import Callback, Preference, WorkItem, WorkItemState
from hub.routing import (
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
    UpsertQueue,
    WrapUp,
)
from tests.unit.routing.judge.trial import Trial
from tests.unit.routing.judge.world import AGENTS, QUEUES

Draw = Callable[[Trial, int, int], Command | None]
KINDS = ("phone", "webchat", "sms", "phone", "email")
NEEDS: tuple[dict[str, int], ...] = ({}, {}, {"fr": 1}, {"fr": 3}, {"vip": 1}, {"fr": 1, "vip": 1}, {"de": 1})


def draw(trial: Trial, op: str, first: int, second: int) -> Command:
    """What `op` comes to with these numbers now; where there is nothing it could be about, somebody gets ready."""
    return DRAWS[op](trial, first, second) or ready(trial, first, second)


def agent_of(number: int) -> str:
    return AGENTS[number % len(AGENTS)]


def new_item(trial: Trial, number: int, second: int = 0) -> WorkItem:
    """An item that arrives now: some with needs, a preferred agent, a night to sleep, or one agent it is meant for."""
    made = WorkItem(
        id=f"item-{len(trial.rows.items) + len(trial.told):06}",
        interaction_id=f"of-{len(trial.rows.items) + len(trial.told):06}",
        kind=InteractionKind(KINDS[number % 5]),
        queue_id=QUEUES[number // 3 % 3],
        requirements=tuple(Requirement(skill=skill, level=level) for skill, level in NEEDS[second % 7].items()),
        priority=second % 3,
        queued_at=trial.now,
        state_at=trial.now,
        created_at=trial.now,
    )
    later = trial.now + timedelta(seconds=10 + number)
    match second % 16:
        case 3:
            return replace(
                made,
                preferences=(
                    Preference(agent_id=agent_of(number)),
                    Preference(agent_id=agent_of(second // 3), score=40),
                ),
            )
        case 5:
            return replace(made, preferred_agent_id=agent_of(number))
        case 7:
            return replace(made, preferred_agent_id=agent_of(number), preferred_until=later)
        case 9:
            return replace(made, state=WorkItemState.PARKED, due_at=later)
        case 11:
            return replace(made, preferred_agent_id=agent_of(number), direct=True)
        case _:
            return made


def about_agent(make: Callable[[str, int], Command]) -> Draw:
    """A command about one of the agents."""
    return lambda _, first, second: make(agent_of(first), second)


def about_item(states: set[WorkItemState] | None, make: Callable[[Trial, WorkItem, int], Command | None]) -> Draw:
    """A command about a live item in one of these states (None: any)."""

    def drawn(trial: Trial, first: int, second: int) -> Command | None:
        live = sorted(trial.rows.live.values(), key=lambda each: each.id)
        found = [each for each in live if states is None or each.state in states]
        return make(trial, found[first % len(found)], second) if found else None

    return drawn


def about_offer(make: Callable[[str, str, int, int], Command]) -> Draw:
    """A command about an open offer: its id, agent and epoch."""

    def drawn(trial: Trial, first: int, second: int) -> Command | None:
        found = sorted(trial.rows.pending.values(), key=lambda each: each.id)
        if not found:
            return None
        offer = found[first % len(found)]
        return make(offer.id, offer.agent_id, offer.epoch, second)

    return drawn


def late(trial: Trial, first: int, second: int) -> Command | None:
    """An answer to an offer that may long be over."""
    found = sorted(trial.rows.offers.values(), key=lambda each: each.id)[-20:]
    if not found:
        return None
    offer = found[first % len(found)]
    if second % 2:
        return Reject(offer_id=offer.id, agent_id=offer.agent_id)
    return Accept(offer_id=offer.id, agent_id=offer.agent_id, epoch=offer.epoch)


def ready(trial: Trial, first: int, second: int) -> Command:
    agent_id = agent_of(first)
    is_away = trial.rows.presence(agent_id).state == "offline"
    return Login(agent_id=agent_id) if is_away else SetReady(agent_id=agent_id)


def learn(trial: Trial, first: int, second: int) -> Command:
    """Somebody learns or forgets a skill, while work waits for it."""
    agent = trial.rows.agents[agent_of(first)]
    skills = {**agent.skills, "fr": second % 10}
    return UpsertAgent(agent=replace(agent, skills={skill: level for skill, level in skills.items() if level}))


def regroup(trial: Trial, first: int, second: int) -> Command:
    """A queue loses its last member, or changes its weight."""
    queue = trial.rows.queues[QUEUES[first % 3]]
    if len(queue.members) > 1 and second % 2:
        return UpsertQueue(queue=replace(queue, members=queue.members[1:] + queue.members[:1]))
    return UpsertQueue(queue=replace(queue, weight=second % 4))


def transfer(trial: Trial, item: WorkItem, second: int) -> Command:
    made = replace(new_item(trial, second, second // 7 % 4), kind=item.kind, interaction_id=item.interaction_id)
    return Transfer(item_id=item.id, new_item=made, hand_over=(*HandOver,)[second % 3], keep_key=second % 2 == 0)


def move(trial: Trial, item: WorkItem, second: int) -> Command:
    target = agent_of(second) if second % 5 == 0 else None
    return Move(item_id=item.id, queue_id=QUEUES[second % 3], target_agent_id=target)


def ask_callback(trial: Trial, item: WorkItem, second: int) -> Command | None:
    if item.kind != "phone" or item.callback is not None:
        return None
    callback = Callback(number="+15550100", asked_at=trial.now, max_attempts=2)
    return AskCallback(item_id=item.id, callback=callback, not_before=trial.now + timedelta(seconds=10 + second))


def postpone(trial: Trial, item: WorkItem, second: int) -> Command | None:
    return Postpone(item_id=item.id, until=_later(trial, second)) if item.callback else None


def _later(trial: Trial, second: int) -> datetime:
    return trial.now + timedelta(seconds=10 + second * 5)


QUEUED = {WorkItemState.WAITING, WorkItemState.OFFERED}
OPEN = {WorkItemState.ACTIVE, WorkItemState.HELD}
ASIDE = {WorkItemState.PENDING, WorkItemState.SNOOZED}
CONNECTING = {WorkItemState.CONNECTING}
WRAPPING = {WorkItemState.WRAPPING}

DRAWS: dict[str, Draw] = {
    "enqueue": lambda trial, first, second: Enqueue(item=new_item(trial, first, second)),
    "ready": ready,
    "login": about_agent(lambda agent_id, _: Login(agent_id=agent_id)),
    "not_ready": about_agent(
        lambda agent_id, second: SetNotReady(agent_id=agent_id, reason="break", offers=(*OnOffers,)[second % 2])
    ),
    "logout": about_agent(lambda agent_id, _: Logout(agent_id=agent_id)),
    "lost": about_agent(lambda agent_id, _: ConnectionLost(agent_id=agent_id)),
    "restored": about_agent(
        lambda agent_id, second: ConnectionRestored(agent_id=agent_id, acknowledges=(None, True, False)[second % 3])
    ),
    "learn": learn,
    "regroup": regroup,
    "outbound": lambda trial, first, second: StartOutbound(
        item=replace(new_item(trial, second), queue_id=QUEUES[second % 3] if second % 2 else None),
        agent_id=agent_of(first),
        ignore_capacity=second % 5 == 0,
    ),
    "accept": about_offer(
        lambda offer_id, agent_id, epoch, _: Accept(offer_id=offer_id, agent_id=agent_id, epoch=epoch)
    ),
    "acknowledge": about_offer(lambda offer_id, agent_id, _, __: Acknowledge(offer_id=offer_id, agent_id=agent_id)),
    "reject": about_offer(lambda offer_id, agent_id, _, __: Reject(offer_id=offer_id, agent_id=agent_id)),
    "fail": about_offer(lambda offer_id, _, __, second: FailOffer(offer_id=offer_id, cause=(*FailCause,)[second % 3])),
    "rescind": about_offer(lambda offer_id, _, __, ___: Rescind(offer_id=offer_id)),
    "late": late,
    "connected": about_item(CONNECTING, lambda _, item, __: Connected(item_id=item.id)),
    "connect_failed": about_item(
        CONNECTING, lambda _, item, second: ConnectFailed(item_id=item.id, cause=(*FailCause,)[second % 3])
    ),
    "hold": about_item(OPEN, lambda _, item, __: Hold(item_id=item.id)),
    "unhold": about_item(OPEN, lambda _, item, __: Unhold(item_id=item.id)),
    "pend": about_item(
        OPEN, lambda trial, item, second: AwaitCustomer(item_id=item.id, close_at=_later(trial, second * 2))
    ),
    "snooze": about_item(
        OPEN | ASIDE, lambda trial, item, second: Snooze(item_id=item.id, until=_later(trial, second))
    ),
    "reactivate": about_item(ASIDE, lambda _, item, __: Reactivate(item_id=item.id)),
    "end": about_item(OPEN | CONNECTING, lambda _, item, __: End(item_id=item.id)),
    "wrap": about_item(WRAPPING, lambda _, item, __: WrapUp(item_id=item.id, disposition="done")),
    "extend": about_item(WRAPPING, lambda _, item, __: ExtendWrapUp(item_id=item.id)),
    "close": about_item(None, lambda _, item, __: Close(item_id=item.id, disposition="done")),
    "abandon": about_item(None, lambda _, item, __: Abandon(item_id=item.id)),
    "callback": about_item(QUEUED, ask_callback),
    "postpone": about_item(OPEN | CONNECTING, postpone),
    "cancel": about_item(QUEUED, lambda _, item, __: Cancel(item_id=item.id)),
    "park": about_item(QUEUED, lambda trial, item, second: Park(item_id=item.id, until=_later(trial, second))),
    "unpark": about_item({WorkItemState.PARKED}, lambda _, item, __: Unpark(item_id=item.id)),
    "priority": about_item(None, lambda _, item, second: Reprioritise(item_id=item.id, priority=second % 4)),
    "move": about_item(QUEUED, move),
    "requeue": about_item(OPEN | ASIDE, lambda _, item, __: Requeue(item_id=item.id)),
    "assign": about_item(
        QUEUED,
        lambda _, item, second: Assign(item_id=item.id, agent_id=agent_of(second), ignore_capacity=second % 2 == 0),
    ),
    "transfer": about_item(OPEN, transfer),
    "complete_consult": about_item(OPEN, lambda _, item, __: CompleteConsult(item_id=item.id)),
    "cancel_consult": about_item(None, lambda _, item, __: CancelConsult(item_id=item.id)),
    "tick": lambda *_: Tick(),
}

OFTEN = {
    "enqueue": 10,
    "ready": 10,
    "accept": 14,
    "connected": 5,
    "pend": 2,
    "reactivate": 3,
    "wrap": 2,
    "acknowledge": 5,
}
OPS = tuple(op for op in DRAWS for _ in range(OFTEN.get(op, 1)))
PAUSES = (*(0,) * 14, *(1,) * 6, 2, 3, 4, 5, 9, 11, 15, 21, 31, 47, 70)
LONG = 950
