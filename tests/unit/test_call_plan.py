"""What each telephone of a call should hear, for every state its rows can be in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calls import CallLeg, LegMode, LegRole, LegState
from hub.domain.interactions import Interaction, InteractionKind
from hub.domain.work import LegRole as WorkRole
from hub.domain.work import WorkItem, WorkItemState
from hub.services.calls.plan import Part, Scene, plan_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TALKING = (WorkItemState.ACTIVE, WorkItemState.HELD)
ASKED = (WorkItemState.WAITING, WorkItemState.OFFERED, WorkItemState.CONNECTING, WorkItemState.ACTIVE)


def leg(
    name: str, role: LegRole, state: LegState, work: WorkItem | None = None, mode: LegMode | None = None
) -> CallLeg:
    return CallLeg(
        id=name,
        channel="line",
        interaction_id="call",
        role=role,
        provider_id=f"CA-{name}",
        agent_id=None if role is LegRole.CUSTOMER else name,
        work_item_id=work.id if work else None,
        epoch=work.epoch if work else 0,
        state=state,
        mode=mode,
        joined_at=NOW if state is LegState.JOINED else None,
        created_at=NOW,
        updated_at=NOW,
    )


def work(name: str, role: WorkRole, state: WorkItemState, agent_id: str | None) -> WorkItem:
    has_agent = state in (*TALKING, WorkItemState.CONNECTING)
    return WorkItem(
        id=name,
        interaction_id="call",
        role=role,
        kind=InteractionKind.PHONE,
        queue_id="support",
        state=state,
        epoch=1,
        agent_id=agent_id if has_agent else None,
        queued_at=NOW,
        state_at=NOW,
        created_at=NOW,
    )


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A call that began with Anna; beside her perhaps Li, on the way or there, and a supervisor."""
    main = work("main", WorkRole.MAIN, draw(st.sampled_from((*TALKING, WorkItemState.WAITING))), "anna")
    role = draw(st.sampled_from((WorkRole.CONSULT, WorkRole.TRANSFER)))
    side = work("side", role, draw(st.sampled_from(ASKED)), "li") if draw(st.booleans()) else None
    anna_ends = main.state is WorkItemState.WAITING or draw(st.booleans())
    anna = replace(leg("anna", LegRole.AGENT, LegState.JOINED, main), state=LegState.JOINED)
    legs = [leg("customer", LegRole.CUSTOMER, LegState.JOINED)]
    legs.append(replace(anna, state=LegState.ENDED) if anna_ends else anna)
    if side is not None and side.agent_id is not None:
        is_there = side.state is WorkItemState.ACTIVE
        mode = draw(st.sampled_from((LegMode.CONSULT, LegMode.ASIDE, LegMode.CONFERENCE)))
        legs.append(leg("li", LegRole.AGENT, LegState.JOINED if is_there else LegState.RINGING, side, mode))
    if draw(st.booleans()):
        mode = draw(st.sampled_from((LegMode.LISTEN, LegMode.WHISPER, LegMode.BARGE)))
        legs.append(leg("mei", LegRole.SUPERVISOR, LegState.JOINED, mode=mode))
    interaction = Interaction(
        id="call", channel="line", kind=InteractionKind.PHONE, agent_id="anna", created_at=NOW, updated_at=NOW
    )
    return Scene(interaction=interaction, main=main, side=side, legs=legs)


def voices(parts: Mapping[str, Part], listener: str) -> set[str]:
    """Whose voice arrives, by the rules of a conference."""
    if parts[listener].hold:
        return set()
    speaking = {name for name, part in parts.items() if not (part.hold or part.muted)} - {listener}
    return {name for name in speaking if parts[name].coaches in (None, listener)}


def alone_on_purpose(scene: Scene, name: str) -> bool:
    """An agent who put the customer on hold hears nobody, and wants it so."""
    return name != "customer" and scene.main is not None and scene.main.state is WorkItemState.HELD


@given(scenes())
def test_nobody_is_left_in_silence(scene: Scene) -> None:
    parts = plan_of(scene).parts
    for name, part in parts.items():
        assert part.hold or voices(parts, name) or alone_on_purpose(scene, name), f"{name} hears nothing: {parts}"


@given(scenes())
def test_who_is_on_the_way_hears_nothing_of_the_call(scene: Scene) -> None:
    joined = {each.id for each in scene.live if each.state is LegState.JOINED}
    assert plan_of(scene).parts.keys() <= joined


@given(scenes())
def test_a_customer_hears_neither_agent_while_they_consult(scene: Scene) -> None:
    parts = plan_of(scene).parts
    li = next((each for each in scene.live if each.id == "li" and each.id in parts), None)
    if scene.consult is not None and li is not None and li.mode is LegMode.CONSULT and "anna" in parts:
        assert not voices(parts, "customer")
        assert not voices(parts, "anna") & {"customer"}
        assert voices(parts, "li") >= {"anna"}


@given(scenes())
def test_a_supervisor_is_heard_as_the_mode_says(scene: Scene) -> None:
    parts = plan_of(scene).parts
    mei = next((each for each in scene.live if each.id == "mei"), None)
    if mei is None or mei.id not in parts:
        return
    hearers = {name for name in parts if name != "mei" and "mei" in voices(parts, name)}
    if mei.mode is LegMode.LISTEN:
        assert hearers == set()
    elif mei.mode is LegMode.WHISPER:
        assert hearers <= {"anna", "li"}
        assert len(hearers) <= 1
    else:
        assert hearers == {name for name, part in parts.items() if not part.hold and name != "mei"} or parts["mei"].hold


@given(scenes())
def test_doing_what_is_planned_leaves_nothing_to_do(scene: Scene) -> None:
    """The plan follows from the rows: once they say what it asks for, it asks for the same."""
    parts = plan_of(scene).parts
    done = [
        replace(each, on_hold=parts[each.id].hold, muted=parts[each.id].muted, coaches=parts[each.id].coaches)
        if each.id in parts
        else each
        for each in scene.legs
    ]
    assert plan_of(replace(scene, legs=done)).parts == parts
