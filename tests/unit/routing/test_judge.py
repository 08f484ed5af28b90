"""The judge objects: each wrong engine is caught by the promise it breaks, and the real one passes the same scene."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain.agents import Agent, Capacity, Presence
from hub.domain.interactions import InteractionKind, Requirement
from hub.domain.plans import Plan, PlanStep, Strategy
from hub.domain.profiles import ProfileEntry, RoutingProfile
from hub.domain.queues import Queue, QueueMember
from hub.domain.work import WorkItem
from hub.routing import (
    Abandon,
    Accept,
    Connected,
    End,
    Engine,
    HandOver,
    Login,
    Policy,
    Reject,
    Rescind,
    SetReady,
    Transfer,
)
from hub.routing.timers import TimerKey, Timers
from hub.routing.waiting.ordering import LineOrder, micros
from tests.unit.routing.judge import bent
from tests.unit.routing.judge.bent import Bend, Deaf
from tests.unit.routing.judge.trial import MakesEngine, Trial
from tests.unit.routing.judge.world import START, World

Scene = Callable[[Trial], None]


def an_agent(agent_id: str, *, profile_id: str | None = None, **skills: int) -> Agent:
    capacity = Capacity(kinds={"phone": 1, "webchat": 2}, costs={"phone": 100, "webchat": 50})
    return Agent(
        id=agent_id,
        name=agent_id,
        skills=skills,
        profile_id=profile_id,
        capacity=capacity,
        presence=Presence(since=START),
        created_at=START,
        updated_at=START,
    )


SALES = Queue(
    id="sales",
    name="sales",
    members=(QueueMember(agent_id="ann"), QueueMember(agent_id="bob", rank=2)),
    plan_id="widen",
    offer_timeout_s={"phone": 20, "webchat": 20},
    wrap_up_s={"phone": 30},
    created_at=START,
    updated_at=START,
)
LOUD = replace(
    SALES,
    id="loud",
    name="loud",
    plan_id=None,
    members=tuple(QueueMember(agent_id=each) for each in ("ann", "bob", "cho")),
    strategy=Strategy.RING_ALL,
    ring=2,
)
WIDEN = Plan(
    id="widen",
    name="widen",
    steps=(PlanStep(at_s=0, ring=1), PlanStep(at_s=10, ring=0, priority=1)),
    created_at=START,
    updated_at=START,
)
HELPERS = RoutingProfile(
    id="helpers",
    name="helpers",
    entries=(ProfileEntry(queue_id="sales", delay_s=40),),
    created_at=START,
    updated_at=START,
)
WORLD = World(
    agents=(
        an_agent("ann", fr=5),
        an_agent("bob", fr=2),
        an_agent("cho", profile_id="helpers", fr=9),
    ),
    queues=(SALES, LOUD),
    plans=(WIDEN,),
    profiles=(HELPERS,),
)


def call(trial: Trial, item_id: str, queue_id: str = "sales", kind: str = "phone", **needs: int) -> WorkItem:
    made = WorkItem(
        id=item_id,
        interaction_id=f"of-{item_id}",
        kind=InteractionKind(kind),
        queue_id=queue_id,
        requirements=tuple(Requirement(skill=skill, level=level) for skill, level in needs.items()),
        queued_at=trial.now,
        state_at=trial.now,
        created_at=trial.now,
    )
    trial.arrive(made)
    return made


def in_order(trial: Trial) -> None:
    for number in range(3):
        call(trial, f"call-{number}")
        trial.wait(1)
    trial.ready("ann")


def two_at_once(trial: Trial) -> None:
    trial.ready("ann")
    for number in range(3):
        call(trial, f"chat-{number}", kind="webchat")


def waiting_for_helpers(trial: Trial) -> None:
    trial.ready("cho")
    call(trial, "call")
    trial.wait(39)
    assert trial.rows.items["call"].state == "waiting"
    trial.wait(2)


def widening(trial: Trial) -> None:
    trial.ready("bob")
    call(trial, "call")
    trial.wait(11)


def taken_back(trial: Trial) -> None:
    trial.ready("ann")
    call(trial, "call")
    trial.tell(Rescind(offer_id=trial.offer("call").id))
    trial.wait(31)


def declined(trial: Trial) -> None:
    trial.ready("ann")
    call(trial, "call")
    trial.tell(Reject(offer_id=trial.offer("call").id, agent_id="ann"))
    trial.wait(11)


def declined_in_line(trial: Trial) -> None:
    trial.ready("ann", "bob")
    call(trial, "call")
    trial.wait(2)
    trial.tell(Reject(offer_id=trial.offer("call").id, agent_id="ann"))


def rung_and_taken(trial: Trial) -> None:
    trial.ready("ann", "bob", "cho")
    call(trial, "call", "loud")
    for offer in trial.rows.offers_for("call"):
        trial.tell(Accept(offer_id=offer.id, agent_id=offer.agent_id))


def idle_ones(trial: Trial) -> None:
    trial.ready("bob", "ann")
    trial.wait(20)
    for number in range(6):
        call(trial, f"chat-{number}", "loud", kind="webchat")


def signed_in(trial: Trial) -> None:
    trial.tell(Login(agent_id="ann"))


def wrapping(trial: Trial) -> None:
    trial.ready("ann")
    call(trial, "call")
    trial.accept("call")
    trial.tell(Connected(item_id="call"))
    trial.tell(End(item_id="call"))
    trial.wait(31)


def leaving(trial: Trial) -> None:
    call(trial, "call")
    trial.tell(Abandon(item_id="call"))


def consulting(trial: Trial) -> None:
    trial.ready("ann")
    call(trial, "call")
    trial.accept("call")
    trial.tell(Connected(item_id="call"))
    leg = replace(trial.rows.items["call"], id="leg", epoch=0, agent_id=None, queued_at=trial.now)
    trial.tell(Transfer(item_id="call", new_item=leg, hand_over=HandOver.WARM))


def slow_reoffer(policy: Policy) -> Policy:
    return replace(policy, reoffer=timedelta(hours=1))


def no_rest(policy: Policy) -> Policy:
    return replace(policy, reject_cooldown=timedelta())


def no_head_start(policy: Policy) -> Policy:
    return replace(policy, priority_step=timedelta())


WRONG: list[tuple[str, Scene, MakesEngine, str]] = [
    ("one contact too many", two_at_once, Bend(tell=bent.roomier), "does not fit"),
    ("a delay forgotten", waiting_for_helpers, Bend(tell=bent.forgetful), "no timer for call and cho"),
    ("a delay ignored", waiting_for_helpers, Bend(tell=bent.impatient), "not in the pool"),
    ("a step too late", widening, Bend(tell=bent.stubborn), "has not taken 1 steps"),
    ("timers that wake too late", widening, Deaf, "no timer for"),
    ("an exclusion that stays", taken_back, Bend(policy=slow_reoffer), "no timer for call and ann"),
    ("a rest that is not kept", declined, Bend(policy=no_rest), "should rest"),
    ("a second accept wins", rung_and_taken, Bend(quote=bent.two_winners), "ended twice|a late accept won"),
    ("one phone too many rings", rung_and_taken, Bend(tell=bent.louder), "2 may be asked"),
    ("chance instead of idle time", idle_ones, Bend(tell=bent.choosing(Strategy.RANDOM)), "rings|went to"),
    ("members instead of idle time", idle_ones, Bend(tell=bent.choosing(Strategy.LINEAR)), "rings|went to"),
    ("ready by itself", signed_in, Bend(quote=bent.eager), "only people become ready"),
    ("wrap-up cut short", wrapping, Bend(tell=bent.hasty), "wrap-up lasts 30 s"),
    ("a place lost", declined_in_line, Bend(quote=bent.back_of_the_line), "lost its arrival"),
    ("an item lost", leaving, Bend(quote=bent.losing), "other items than the rows"),
    ("two main legs", consulting, Bend(quote=bent.two_mains), "two main legs"),
    ("times that are wrong", declined, Bend(quote=bent.undated), "is not when it changed"),
]


@pytest.mark.parametrize(("scene", "wrong", "objection"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG])
def test_the_judge_objects_to_a_wrong_engine_and_not_to_the_real_one(
    scene: Scene, wrong: MakesEngine, objection: str
) -> None:
    scene(Trial(WORLD))
    with pytest.raises(AssertionError, match=objection):
        scene(Trial(WORLD, wrong))


def test_the_judge_objects_to_the_last_in_line_first(monkeypatch: pytest.MonkeyPatch) -> None:
    in_order(Trial(WORLD))
    monkeypatch.setattr(LineOrder, "place", lambda _, item: -micros(item.queued_at))
    with pytest.raises(AssertionError, match="call-2 overtook call-0"):
        in_order(Trial(WORLD))


@pytest.mark.parametrize("kind", ["exclusion", "offer", "item"])
def test_the_judge_objects_to_a_timer_that_is_never_armed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    armed = Timers.set

    def forget(timers: Timers, key: TimerKey, when: object) -> None:
        if key[0] != kind:
            armed(timers, key, when)  # type: ignore[arg-type]  # passed on as it came

    scenes = {"exclusion": taken_back, "offer": rung_and_taken, "item": wrapping}
    monkeypatch.setattr(Timers, "set", forget)
    with pytest.raises(AssertionError, match="no timer"):
        scenes[kind](Trial(WORLD))


def test_the_judge_objects_to_an_engine_that_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    trial = Trial(WORLD)
    call(trial, "call")
    monkeypatch.setattr(Engine, "_settle", lambda _: None)
    with pytest.raises(AssertionError, match="waits though ann is free"):
        trial.ready("ann")
    assert isinstance(trial.told[-1], SetReady | Login)
