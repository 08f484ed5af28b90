"""Small worlds drawn from dice: agents with profiles, queues with strategies and limits, plans with steps."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from hub.domain.agents import Agent, Capacity, Presence
from hub.domain.plans import AfterPlan, Measure, Plan, PlanStep, SkipIf, StepMode, Strategy, Term
from hub.domain.profiles import ProfileEntry, RoutingProfile
from hub.domain.queues import (
    Destination,
    DestinationKind,
    Overflow,
    Queue,
    QueueMember,
    Trigger,
    WrapUpMode,
    WrapUpRule,
)
from hub.routing import Policy
from hub.routing.policy import Ordering

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AGENTS = ("ann", "bob", "cho", "dee", "eve")
SKILLS: tuple[dict[str, int], ...] = ({}, {"fr": 5}, {"fr": 2, "vip": 1}, {"vip": 3}, {"fr": 8, "vip": 6, "de": 4})
QUEUES = ("sales", "help", "gold")
COSTS = {"phone": 100, "sms": 20, "email": 20, "webchat": 25}
MOST = {"phone": 1, "sms": 3, "email": 3, "webchat": 2}
RANKABLE = tuple(each for each in Strategy if each is not Strategy.RING_ALL)


@dataclass(frozen=True, kw_only=True)
class World:
    """What is configured when the day begins."""

    policy: Policy = field(default_factory=Policy)
    agents: tuple[Agent, ...] = ()
    queues: tuple[Queue, ...] = ()
    plans: tuple[Plan, ...] = ()
    profiles: tuple[RoutingProfile, ...] = ()


def draw_world(dice: Random) -> World:
    """Everything at once: each queue with its own strategy and rules, some agents with profiles."""
    ordering = dice.choice([Ordering.HEAD_START, *Ordering])
    return World(
        policy=Policy(ordering=ordering, seed=dice.randrange(99)),
        agents=tuple(draw_agent(dice, number) for number in range(len(AGENTS))),
        queues=tuple(draw_queue(dice, each) for each in QUEUES),
        plans=tuple(draw_plan(dice, f"plan-{number}") for number in range(2)),
        profiles=(draw_profile(dice, "calls"), draw_profile(dice, "texts")),
    )


def draw_agent(dice: Random, number: int) -> Agent:
    interrupts: dict[str, tuple[str, ...]] = {"phone": ("webchat", "sms")} if dice.random() < 0.4 else {}
    blocks: dict[str, tuple[str, ...]] = {"phone": ("email",)} if dice.random() < 0.3 else {}
    return Agent(
        id=AGENTS[number],
        name=AGENTS[number],
        skills=SKILLS[number],
        profile_id=dice.choice([None, None, "calls", "texts"]),
        capacity=Capacity(kinds=MOST, costs=COSTS, interrupts=interrupts, blocks=blocks),
        presence=Presence(since=START),
        created_at=START,
        updated_at=START,
    )


def draw_queue(dice: Random, queue_id: str) -> Queue:
    members = dice.sample(AGENTS, dice.randint(1, 4))
    strategy = dice.choice([Strategy.LONGEST_IDLE, Strategy.RING_ALL, *RANKABLE])
    return Queue(
        id=queue_id,
        name=queue_id,
        members=tuple(QueueMember(agent_id=each, rank=dice.randint(1, 3)) for each in members),
        plan_id=dice.choice([None, None, "plan-0", "plan-1"]),
        strategy=strategy,
        ring=dice.randint(2, 4) if strategy is Strategy.RING_ALL else 1,
        weight=dice.choice([0, 0, 5]),
        offer_timeout_s=dict.fromkeys(MOST, 20),
        wrap_up_s={"phone": 30, "webchat": dice.choice([0, 20])},
        wrap_up_rules=dice.choice([{}, {"phone": draw_rule(dice)}]),
        disposition_required=dice.random() < 0.5,
        auto_accept=("sms",) if dice.random() < 0.2 else (),
        sticky_wait_s=dice.choice([0, 40]),
        max_length=dice.choice([None, None, 3]),
        max_wait_s=dice.choice([1800, 1800, 50]),
        overflow=draw_overflow(dice),
        created_at=START,
        updated_at=START,
    )


def draw_overflow(dice: Random) -> tuple[Overflow, ...]:
    """Other queues, which send on in their turn; where none takes the work in, it stays."""
    other = Destination(kind=DestinationKind.QUEUE, queue_id=dice.choice(QUEUES))
    said = Destination(kind=DestinationKind.MESSAGE, text="thank you for waiting")
    return (
        Overflow(on=Trigger.FULL, to=(other,)),
        Overflow(on=Trigger.MAX_WAIT, to=dice.choice([(other,), (other, said), (said,)])),
    )


def draw_rule(dice: Random) -> WrapUpRule:
    return WrapUpRule(
        mode=dice.choice([*WrapUpMode]),
        min_s=dice.choice([0, 10]),
        extension_s=dice.choice([0, 15]),
        overlaps=dice.random() < 0.3,
    )


def draw_profile(dice: Random, profile_id: str) -> RoutingProfile:
    queues = dice.sample(QUEUES, dice.randint(1, 3))
    entries = [
        ProfileEntry(
            queue_id=each,
            kind=dice.choice([None, "phone", "sms", "webchat"]),
            rank=dice.randint(1, 3),
            delay_s=dice.choice([0, 0, 15, 45]),
        )
        for each in queues
    ]
    return RoutingProfile(id=profile_id, name=profile_id, entries=tuple(entries), created_at=START, updated_at=START)


def draw_plan(dice: Random, plan_id: str) -> Plan:
    times = sorted(dice.sample((0, 5, 10, 20, 35, 60, 90), dice.randint(1, 4)))
    return Plan(
        id=plan_id,
        name=plan_id,
        steps=tuple(draw_step(dice, at_s) for at_s in times),
        after=dice.choice([AfterPlan.HOLD_LAST, AfterPlan.ANY_AGENT_IN_QUEUE]),
        created_at=START,
        updated_at=START,
    )


def draw_step(dice: Random, at_s: int) -> PlanStep:
    needs = dice.choice(
        [
            None,
            (),
            ((Term(skill="fr", at_least=2),),),
            ((Term(skill="fr", at_least=5),), (Term(skill="vip"),)),
            ((Term(skill="vip", at_least=0, at_most=0),),),
        ]
    )
    skip = SkipIf(measure=dice.choice([Measure.AVAILABLE, Measure.LOGGED_IN, Measure.QUEUE_LENGTH]), at_most=1)
    return PlanStep(
        at_s=at_s,
        mode=dice.choice([*StepMode]),
        needs=needs,
        ring=dice.choice([None, 1, 2, 0]),
        agent_ids=tuple(dice.sample(AGENTS, 1)) if dice.random() < 0.2 else (),
        queue_ids=tuple(dice.sample(QUEUES, 1)) if dice.random() < 0.2 else (),
        move_to=dice.choice(QUEUES) if dice.random() < 0.1 else None,
        priority=dice.choice([0, 0, 1, 3]),
        strategy=dice.choice([None, None, *RANKABLE]),
        skip_if=(skip,) if dice.random() < 0.3 else (),
    )
