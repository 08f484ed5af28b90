"""Why an item is where it is, and why an agent gets nothing (chatwoot#11034, freeswitch#2511)."""

from datetime import timedelta

from hub.routing import (
    AgentExplanation,
    Blocker,
    ItemExplanation,
    Logout,
    Refusal,
    Reject,
    SetNotReady,
    SetReady,
)
from tests.unit.routing.floor import Floor, a_queue, an_agent


def blockers(floor: Floor, item_id: str) -> dict[str, Blocker | None]:
    told = floor.engine.explain_item(item_id)
    assert isinstance(told, ItemExplanation)
    return {each.agent_id: each.block.blocker if each.block else None for each in told.candidates}


def a_crowd() -> Floor:
    floor = Floor()
    floor.hire(
        an_agent("away"),
        an_agent("rests"),
        an_agent("weak", skills={"fr": 1}),
        an_agent("deaf", skills={"fr": 5}, kinds={"sms": 1}),
        an_agent("busy", skills={"fr": 5}, kinds={"phone": 1}),
        an_agent("coy", skills={"fr": 5}),
    )
    floor.open(a_queue("sales", dict.fromkeys(("away", "rests", "weak", "deaf", "busy", "coy"), 1)))
    floor.ready("weak", "deaf", "busy", "rests")
    floor.tell(SetNotReady(agent_id="rests", reason="lunch"))
    floor.arrive("first", needs={"fr": 2})
    floor.accept("first")
    floor.ready("coy")
    floor.arrive("call", needs={"fr": 2})
    floor.tell(Reject(offer_id=floor.offer("call").id, agent_id="coy"))
    return floor


def test_each_candidate_has_a_first_obstacle() -> None:
    floor = a_crowd()
    floor.hire(an_agent("away", skills={"fr": 2}), an_agent("rests", skills={"fr": 2}))
    assert blockers(floor, "call") == {
        "away": Blocker.OFFLINE,
        "rests": Blocker.NOT_READY,
        "weak": Blocker.MISSING_SKILL,
        "deaf": Blocker.CHANNEL_DISABLED,
        "busy": Blocker.CHANNEL_FULL,
        "coy": Blocker.COOLDOWN,
    }


def test_an_obstacle_carries_its_values() -> None:
    floor = a_crowd()
    told = floor.engine.explain_item("call")
    assert isinstance(told, ItemExplanation)
    blocks = {each.agent_id: each.block for each in told.candidates}
    weak, coy = blocks["weak"], blocks["coy"]
    assert weak is not None
    assert (weak.detail, weak.have, weak.need) == ("fr", 1, 2)
    assert coy is not None
    assert coy.until == floor.now + timedelta(seconds=10)


def test_place_and_waiting_time_are_told() -> None:
    floor = Floor()
    floor.open(a_queue("sales", {}))
    floor.arrive("first")
    floor.wait(30)
    floor.arrive("second")
    floor.wait(12)
    told = floor.engine.explain_item("second")
    assert isinstance(told, ItemExplanation)
    assert (told.position, told.waited_s) == (2, 12.0)


def test_an_item_meant_for_one_agent_names_only_that_one() -> None:
    floor = a_crowd()
    floor.arrive("chat", kind="webchat", preferred_agent_id="rests", direct=True)
    assert blockers(floor, "chat") == {"rests": Blocker.NOT_READY}


def test_an_agent_sees_what_keeps_work_away() -> None:
    floor = a_crowd()
    told = floor.engine.explain_agent("busy")
    assert isinstance(told, AgentExplanation)
    phone = told.blocks["phone"]
    assert phone is not None
    assert (phone.blocker, phone.have, phone.need) == (Blocker.CHANNEL_FULL, 1, 1)
    assert [(each.item_id, each.block and each.block.blocker) for each in told.items] == [
        ("call", Blocker.CHANNEL_FULL)
    ]
    floor.tell(Logout(agent_id="coy"))
    gone = floor.engine.explain_agent("coy")
    assert isinstance(gone, AgentExplanation)
    assert {each.blocker for each in gone.blocks.values() if each} == {Blocker.OFFLINE}


def test_what_is_not_there_cannot_be_explained() -> None:
    floor = Floor()
    assert floor.engine.explain_item("nothing") is Refusal.UNKNOWN_ITEM
    assert floor.engine.explain_agent("nobody") is Refusal.UNKNOWN_AGENT
    assert floor.engine.position("nothing") is None
    floor.hire(an_agent("ann"))
    floor.open(a_queue("sales", {"ann": 1}))
    floor.ready("ann")
    floor.arrive("call")
    assert floor.engine.position("call") is None
    floor.tell(SetReady(agent_id="ann"))
