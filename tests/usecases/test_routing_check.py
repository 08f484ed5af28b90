"""What is said of configurations that will not do what their writer meant."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.agents import Agent, Presence
from hub.domain.entry_rules import Conditions, EntryRule
from hub.domain.hours import Interval, NamedHours, OpeningHours
from hub.domain.interactions import Requirement
from hub.domain.plans import AfterPlan, Plan, PlanStep, StepMode, Strategy, Term
from hub.domain.profiles import ProfileEntry, RoutingProfile, Skill
from hub.domain.queues import (
    Destination,
    DestinationKind,
    Disposition,
    OnClose,
    Overflow,
    Queue,
    QueueMember,
    Trigger,
    WrapUpRule,
)
from hub.domain.sla import SlaPolicy
from hub.errors import InvalidError
from hub.routing.policy import Ordering
from hub.services.routing_setup.check import findings
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.refusals import refuse_plan, refuse_queue

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STAMPS: dict[str, Any] = {"created_at": NOW, "updated_at": NOW}
NEVER = OpeningHours(time_zone="UTC", week=((),) * 7)
OFFICE = OpeningHours(time_zone="UTC", week=((Interval(start=time(9), end=time(17)),),) * 5 + ((), ()))


def agent(id_: str, **fields: Any) -> Agent:
    return Agent(id=id_, name=id_, presence=Presence(since=NOW), **fields, **STAMPS)


def queue(id_: str, *members: str, **fields: Any) -> Queue:
    ranked = tuple(QueueMember(agent_id=each, rank=place) for place, each in enumerate(members, start=1))
    return Queue(id=id_, name=id_, members=ranked, **fields, **STAMPS)


def plan(*steps: PlanStep, **fields: Any) -> Plan:
    return Plan(id="plan", name="plan", steps=steps, **fields, **STAMPS)


def rule(id_: str, queue_id: str = "sales", **fields: Any) -> EntryRule:
    return EntryRule(id=id_, name=id_, position=1, queue_id=queue_id, **fields)


def needs(**levels: int) -> tuple[tuple[Term, ...], ...]:
    return (tuple(Term(skill=skill, at_least=level) for skill, level in levels.items()),)


def overflow(on: Trigger, *queue_ids: str) -> Overflow:
    return Overflow(on=on, to=tuple(Destination(kind=DestinationKind.QUEUE, queue_id=each) for each in queue_ids))


LI = agent("li", skills={"es": 5, "billing": 2})
SALES = queue("sales", "li")


def config(
    *,
    agents: Sequence[Agent] = (LI,),
    queues: Sequence[Queue] = (SALES,),
    plans: Sequence[Plan] = (),
    **others: Any,
) -> RoutingConfig:
    return RoutingConfig(
        agents={each.id: each for each in agents},
        queues={each.id: each for each in queues},
        plans={each.id: each for each in plans},
        **others,
    )


def codes(of: RoutingConfig) -> list[tuple[str, str, str]]:
    return sorted((each.code, each.id, each.field) for each in findings(of, at=NOW))


def test_nothing_is_said_of_what_works() -> None:
    relaxing = plan(
        PlanStep(at_s=0, needs=needs(es=5)),
        PlanStep(at_s=30, mode=StepMode.ADD, needs=needs(es=2)),
        PlanStep(at_s=60, needs=(), priority=1),
        after=AfterPlan.ANY_AGENT_IN_QUEUE,
        ends_at_s=90,
    )
    works = config(
        queues=[replace(SALES, plan_id="plan", hours=OFFICE, sla_id="gold", disposition_required=True)],
        plans=[relaxing],
        rules=(rule("es", conditions=Conditions(languages=("es",))), rule("rest")),
        skills={"es": Skill(name="es"), "billing": Skill(name="billing")},
        policies={"gold": SlaPolicy(id="gold", name="gold", first_reply_s=60, **STAMPS)},
        dispositions=(Disposition(code="done", label="Done"),),
    )

    assert codes(works) == []


def using(*steps: PlanStep, **fields: Any) -> RoutingConfig:
    return config(queues=[replace(SALES, plan_id="plan")], plans=[plan(*steps, **fields)])


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (using(PlanStep(at_s=0, needs=needs(es=6))), ("skill_nobody_has", "plan", "steps.0.needs.0")),
        (using(PlanStep(at_s=0, needs=needs(fr=1))), ("skill_nobody_has", "plan", "steps.0.needs.0")),
        (using(PlanStep(at_s=0, ring=0), PlanStep(at_s=9)), ("step_changes_nothing", "plan", "steps.1")),
        (
            using(PlanStep(at_s=0, needs=needs(es=1)), PlanStep(at_s=9, needs=needs(es=1))),
            ("step_changes_nothing", "plan", "steps.1"),
        ),
        (using(PlanStep(at_s=0, move_to="sales")), ("step_changes_nothing", "plan", "steps.0.move_to")),
        (using(PlanStep(at_s=60, ring=0), ends_at_s=60), ("step_unreachable", "plan", "steps.0.at_s")),
        (using(after=AfterPlan.OVERFLOW, ends_at_s=9), ("overflow_nowhere", "plan", "after")),
        (config(plans=[plan(PlanStep(at_s=0, ring=0))]), ("plan_unused", "plan", "")),
        (config(queues=[SALES, queue("none")]), ("queue_unserved", "none", "members")),
        (config(agents=[LI, agent("wu")]), ("agent_serves_nothing", "wu", "")),
        (config(agents=[replace(LI, profile_id="gone")]), ("profile_gone", "li", "profile_id")),
        (config(agents=[replace(LI, routing_domain="north")]), ("other_domain", "li", "")),
        (config(skills={"es": Skill(name="es")}), ("skill_unlisted", "li", "skills")),
        (
            config(skills={each: Skill(name=each) for each in ("es", "billing", "fr")}),
            ("skill_nobody_has", "fr", ""),
        ),
        (config(queues=[replace(SALES, strategy=Strategy.RING_ALL)]), ("ring_of_one", "sales", "ring")),
        (config(queues=[replace(SALES, ring=3)]), ("ring_without_effect", "sales", "ring")),
        (config(queues=[replace(SALES, plan_id="gone")]), ("plan_gone", "sales", "plan_id")),
        (config(queues=[replace(SALES, hours=NEVER)]), ("never_open", "sales", "hours")),
        (config(queues=[replace(SALES, on_close=OnClose.PARK)]), ("never_closes", "sales", "on_close")),
        (
            config(queues=[replace(SALES, hours=OFFICE, on_close=OnClose.OVERFLOW)]),
            ("overflow_nowhere", "sales", "on_close"),
        ),
        (config(queues=[replace(SALES, max_length=5)]), ("limit_without_effect", "sales", "max_length")),
        (config(queues=[replace(SALES, join_empty=False)]), ("limit_without_effect", "sales", "join_empty")),
        (
            config(queues=[replace(SALES, wrap_up_rules={"phone": WrapUpRule(min_s=31)})]),
            ("wrap_up_too_short", "sales", "wrap_up_rules.phone.min_s"),
        ),
        (
            config(queues=[replace(SALES, wrap_up_rules={"email": WrapUpRule()})]),
            ("wrap_up_never", "sales", "wrap_up_rules.email"),
        ),
        (
            config(
                queues=[replace(SALES, disposition_required=True)],
                dispositions=(Disposition(code="x", label="x", queue_id="other"),),
            ),
            ("disposition_missing", "sales", "disposition_required"),
        ),
        (config(rules=(rule("a"), rule("b"))), ("rule_shadowed", "b", "position")),
        (config(rules=(rule("a", "gone"),)), ("queue_gone", "a", "queue_id")),
        (
            config(rules=(rule("a", requirements=(Requirement(skill="es", level=6),)),)),
            ("skill_nobody_has", "a", "requirements"),
        ),
        (
            config(
                agents=[LI, agent("wu", skills={"fr": 1})],
                queues=[SALES, queue("other", "wu")],
                rules=(rule("a", requirements=(Requirement(skill="fr"),)),),
            ),
            ("nobody_satisfies", "a", "requirements"),
        ),
        (
            config(rules=(rule("a", conditions=Conditions(hours=NEVER, open=True)),)),
            ("never_open", "a", "conditions.hours"),
        ),
        (
            config(hours={"h": NamedHours(id="h", name="h", hours=NEVER, **STAMPS)}),
            ("never_open", "h", "hours"),
        ),
        (
            config(policies={"p": SlaPolicy(id="p", name="p", first_reply_s=1, **STAMPS)}),
            ("sla_unused", "p", ""),
        ),
    ],
)
def test_one_thing_wrong_is_said_once(wrong: RoutingConfig, expected: tuple[str, str, str]) -> None:
    assert codes(wrong) == [expected]


def test_profiles_that_lead_nowhere() -> None:
    made = {
        "gone": RoutingProfile(id="gone", name="gone", entries=(ProfileEntry(queue_id="gone"),), **STAMPS),
        "empty": RoutingProfile(id="empty", name="empty", **STAMPS),
    }
    wu = agent("wu", profile_id="gone")

    assert codes(config(agents=[LI, wu], profiles=made)) == [
        ("agent_serves_nothing", "wu", ""),
        ("profile_empty", "empty", ""),
        ("queue_gone", "gone", "entries.0.queue_id"),
    ]


def test_a_profile_makes_its_agents_serve() -> None:
    made = RoutingProfile(id="p", name="p", entries=(ProfileEntry(queue_id="other"),), **STAMPS)

    served = config(agents=[replace(LI, profile_id="p")], queues=[SALES, queue("other")], profiles={"p": made})

    assert codes(served) == []


def test_a_plan_is_judged_with_those_who_serve_the_queue() -> None:
    """Spanish is spoken, but not by those who serve sales, until the step that asks the other queue."""
    wu = agent("wu", skills={"fr": 9})
    steps = (PlanStep(at_s=0, needs=needs(fr=5)), PlanStep(at_s=30, queue_ids=("other",)))
    wrong = config(agents=[LI, wu], queues=[replace(SALES, plan_id="plan"), queue("other", "wu")], plans=[plan(*steps)])

    assert codes(wrong) == [("nobody_satisfies", "plan", "steps.0")]


def test_two_terms_that_nobody_meets_together() -> None:
    wu = agent("wu", skills={"fr": 9})
    steps = (PlanStep(at_s=0, needs=needs(fr=5, es=5)),)

    wrong = config(agents=[LI, wu], queues=[queue("sales", "li", "wu", plan_id="plan")], plans=[plan(*steps)])

    assert ("nobody_satisfies", "plan", "steps.0.needs.0") in codes(wrong)


def test_a_step_behind_the_longest_wait() -> None:
    leaving = replace(SALES, plan_id="plan", max_wait_s=60, overflow=(overflow(Trigger.MAX_WAIT, "backup"),))
    late = config(queues=[leaving, queue("backup", "li")], plans=[plan(PlanStep(at_s=60, ring=0))])

    assert codes(late) == [("step_unreachable", "plan", "steps.0.at_s")]


def test_overflow_in_a_circle() -> None:
    there = replace(SALES, overflow=(overflow(Trigger.MAX_WAIT, "b"),))
    back = replace(queue("b", "li"), overflow=(overflow(Trigger.MAX_WAIT, "c"),))
    again = replace(queue("c", "li"), overflow=(overflow(Trigger.MAX_WAIT, "sales"),))

    found = findings(config(queues=[there, back, again]), at=NOW)

    assert [(each.code, each.id) for each in found] == [("overflow_circle", each) for each in ("sales", "b", "c")]
    assert "sales → b → c → sales" in found[0].message


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        (Trigger.FULL, "max_length"),
        (Trigger.EMPTY, "join_empty"),
        (Trigger.CLOSED, "no hours"),
        (Trigger.MAX_ESTIMATED_WAIT, "max_estimated_wait_s"),
        (Trigger.NO_AGENT, "no_agent_s"),
    ],
)
def test_a_trigger_that_never_fires(trigger: Trigger, words: str) -> None:
    [found] = findings(config(queues=[replace(SALES, overflow=(overflow(trigger, "b"),)), queue("b", "li")]), at=NOW)

    assert (found.code, found.field) == ("trigger_never_fires", "overflow.0.on")
    assert words in found.message


def test_destinations_that_do_nothing() -> None:
    nowhere = Overflow(
        on=Trigger.MAX_WAIT,
        to=(Destination(kind=DestinationKind.CALLBACK), Destination(kind=DestinationKind.MESSAGE, text=" ")),
    )

    assert codes(config(queues=[replace(SALES, overflow=(nowhere,))])) == [
        ("callback_not_offered", "sales", "overflow.0.to.0"),
        ("message_empty", "sales", "overflow.0.to.1"),
    ]


@pytest.mark.parametrize(
    ("earlier", "later", "is_shadowed"),
    [
        (Conditions(), Conditions(kinds=("sms",)), True),
        (Conditions(kinds=("sms", "phone")), Conditions(kinds=("sms",)), True),
        (Conditions(kinds=("sms",)), Conditions(kinds=("sms", "phone")), False),
        (Conditions(kinds=("sms",)), Conditions(), False),
        (Conditions(languages=("zh",)), Conditions(languages=("zh-CN",)), True),
        (Conditions(languages=("zh-CN",)), Conditions(languages=("zh",)), False),
        (Conditions(customer_tags=("gold",)), Conditions(customer_tags=("gold", "vip")), False),
        (Conditions(classes={"value": ("core", "general")}), Conditions(classes={"value": ("core",)}), True),
        (Conditions(classes={"value": ("core",)}), Conditions(classes={"loyalty": ("gold",)}), False),
        (Conditions(answers={"a": "1"}), Conditions(answers={"a": "1", "b": "2"}), True),
        (Conditions(answers={"a": "1"}), Conditions(answers={"a": "2"}), False),
        (Conditions(has_owner=True), Conditions(has_owner=True, kinds=("sms",)), True),
        (Conditions(has_owner=True), Conditions(has_owner=False), False),
        (Conditions(open=True), Conditions(open=True), True),
        (Conditions(open=True, hours=OFFICE), Conditions(open=True), False),
    ],
)
def test_shadowed_rules(earlier: Conditions, later: Conditions, is_shadowed: bool) -> None:
    both = (rule("a", conditions=earlier), rule("b", conditions=later))

    assert (("rule_shadowed", "b", "position") in codes(config(rules=both))) is is_shadowed


def test_strict_order_starves_what_nothing_raises() -> None:
    both = (rule("gold", conditions=Conditions(customer_tags=("gold",)), priority=5), rule("rest"))
    raising = plan(PlanStep(at_s=60, priority=9))

    starving = config(rules=both)
    helped = config(rules=(both[0], replace(both[1], plan_id="plan")), plans=[raising])

    assert [(each.code, each.id) for each in findings(starving, at=NOW, ordering=Ordering.STRICT)] == [
        ("may_starve", "rest")
    ]
    assert findings(helped, at=NOW, ordering=Ordering.STRICT) == []
    assert codes(starving) == []


def test_rules_that_are_switched_off_shadow_nobody() -> None:
    assert codes(config(rules=(rule("a", enabled=False), rule("b")))) == []


def test_hours_that_open_on_a_single_day_do_open() -> None:
    once = OpeningHours(
        time_zone="UTC", week=((),) * 7, overrides=((date(2026, 12, 1), (Interval(start=time(9), end=time(10)),)),)
    )

    assert codes(config(queues=[replace(SALES, hours=once)])) == []


_IDS = st.sampled_from(["sales", "other", "li", "wu", "gone", "plan"])
_LEVELS = st.integers(0, 10)
_TERMS = st.builds(Term, skill=st.sampled_from(["es", "fr", "billing"]), at_least=_LEVELS, at_most=_LEVELS)
_NEEDS = st.none() | st.lists(st.lists(_TERMS, min_size=1, max_size=3).map(tuple), max_size=4).map(tuple)
_STEPS = st.builds(
    PlanStep,
    at_s=st.integers(0, 200),
    mode=st.sampled_from(StepMode),
    needs=_NEEDS,
    ring=st.none() | st.integers(0, 3),
    agent_ids=st.lists(_IDS, max_size=2).map(tuple),
    queue_ids=st.lists(_IDS, max_size=2).map(tuple),
    move_to=st.none() | _IDS,
    strategy=st.none() | st.sampled_from(Strategy),
)
_WALL = st.times().map(lambda each: each.replace(microsecond=0))
_DAY = st.lists(st.builds(Interval, start=_WALL, end=_WALL), max_size=3).map(tuple)
_HOURS = st.builds(
    OpeningHours,
    time_zone=st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Mars"]),
    week=st.tuples(*[_DAY] * 7),
    overrides=st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2027, 12, 31)), _DAY), max_size=3).map(tuple),
)


@given(
    steps=st.lists(_STEPS, max_size=11).map(tuple),
    ends_at_s=st.none() | st.integers(0, 200),
    hours=_HOURS,
    destinations=st.lists(st.tuples(st.sampled_from(Trigger), _IDS), max_size=4),
    plan_id=st.none() | _IDS,
)
@settings(max_examples=100, deadline=None)
def test_whatever_is_written_is_refused_by_name_or_judged(
    steps: tuple[PlanStep, ...],
    ends_at_s: int | None,
    hours: OpeningHours,
    destinations: list[tuple[Trigger, str]],
    plan_id: str | None,
) -> None:
    written = plan(*steps, ends_at_s=ends_at_s)
    changed = replace(SALES, plan_id=plan_id, hours=hours, overflow=tuple(overflow(*each) for each in destinations))
    known = config(queues=[SALES, queue("other", "wu")], agents=[LI, agent("wu")])
    refused = _refusals(written, changed, replace(known, plans={"plan": written}))
    assert all(error.field for error in refused)
    if not refused:
        codes(config(queues=[changed, queue("other", "wu")], plans=[written]))


def _refusals(written: Plan, changed: Queue, known: RoutingConfig) -> list[InvalidError]:
    found = []
    refusals: tuple[Callable[[], None], ...] = (
        lambda: refuse_plan(written, known),
        lambda: refuse_queue(changed, known),
    )
    for refuse in refusals:
        try:
            refuse()
        except InvalidError as error:
            found.append(error)
    return found
