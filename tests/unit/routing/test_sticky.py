"""Preferred agents: the best who is there is waited for, a while; who is away is passed over at once."""

from dataclasses import replace

from hub.domain.work import Preference
from hub.routing import Connected, End, Reject, SetNotReady, SetReady, WrapUp
from tests.unit.routing.floor import Floor, a_queue, a_team, an_agent


def a_floor(*agents: str, sticky_s: int = 60) -> Floor:
    floor = a_team(*agents)
    floor.open(replace(a_queue("sales", dict.fromkeys(agents, 1)), sticky_wait_s=sticky_s))
    return floor


def wanting(*names: str) -> tuple[Preference, ...]:
    """The first is wanted most."""
    return tuple(Preference(agent_id=name, score=100 - 10 * number) for number, name in enumerate(names))


def busy(floor: Floor, agent_id: str) -> None:
    """Give the agent a call that lasts."""
    name = f"call-of-{agent_id}"
    floor.arrive(name, preferred_agent_id=agent_id)
    assert floor.offered_to(name) == agent_id
    floor.accept(name)
    floor.tell(Connected(item_id=name))


def test_a_preferred_agent_who_is_free_is_asked_before_who_is_idle_longer() -> None:
    floor = a_floor("ann", "bob")
    floor.arrive("call", preferences=wanting("bob"))
    assert floor.offered_to("call") == "bob"


def test_a_preferred_agent_who_is_away_is_passed_over_at_once() -> None:
    """chatwoot#4158, chatwoot#7204, chatwoot#9587."""
    floor = a_floor("ann", "bob", "cho")
    floor.tell(SetNotReady(agent_id="bob", reason="lunch"))
    floor.arrive("call", preferences=wanting("bob", "cho"))
    assert floor.offered_to("call") == "cho"
    floor.arrive("other", preferences=wanting("bob", "nobody"))
    assert floor.offered_to("other") == "ann"


def test_a_busy_preferred_agent_is_waited_for_and_gets_it_when_free() -> None:
    floor = a_floor("ann", "bob")
    busy(floor, "bob")
    floor.arrive("call", preferences=wanting("bob"))
    assert (floor.offered_to("call"), floor.row("call").preferred_agent_id) == (None, "bob")
    floor.wait(20)
    floor.tell(End(item_id="call-of-bob"))
    floor.tell(WrapUp(item_id="call-of-bob", disposition="sold"))
    assert floor.offered_to("call") == "bob"


def test_but_not_for_ever() -> None:
    floor = a_floor("ann", "bob", sticky_s=60)
    busy(floor, "bob")
    floor.arrive("call", preferences=wanting("bob"))
    floor.wait(59)
    assert floor.offered_to("call") is None
    floor.wait(1)
    assert floor.offered_to("call") == "ann"


def test_and_no_longer_than_until_the_agent_should_be_free() -> None:
    floor = a_floor("ann", "bob", sticky_s=600)
    busy(floor, "bob")
    floor.tell(End(item_id="call-of-bob"))
    floor.arrive("call", preferences=wanting("bob"))
    until = floor.row("call").preferred_until
    assert until is not None
    assert (until - floor.now).total_seconds() == 30, "wrap-up lasts no longer"


def test_when_the_one_waited_for_leaves_the_next_is_tried_at_once() -> None:
    floor = a_floor("ann", "bob", "cho")
    busy(floor, "bob")
    floor.arrive("call", preferences=wanting("bob", "cho"))
    assert floor.row("call").preferred_agent_id == "bob"
    floor.tell(SetNotReady(agent_id="bob", reason="lunch"))
    assert floor.offered_to("call") == "cho"


def test_who_declined_is_not_preferred_for_a_while() -> None:
    floor = a_floor("ann", "bob")
    floor.arrive("call", preferences=wanting("bob"))
    floor.tell(Reject(offer_id=floor.offer("call").id, agent_id="bob"))
    assert floor.offered_to("call") == "ann"


def test_a_preferred_agent_need_not_serve_the_queue_but_must_be_able_to() -> None:
    floor = a_floor("ann")
    floor.hire(an_agent("bob", skills={"fr": 3}), an_agent("cho"))
    floor.ready("bob", "cho")
    floor.arrive("call", needs={"fr": 2}, preferences=wanting("cho", "bob"))
    assert floor.offered_to("call") == "bob"


def test_work_put_back_looks_for_its_preferred_agents_again() -> None:
    floor = a_floor("ann", "bob")
    floor.tell(SetNotReady(agent_id="bob", reason="lunch"))
    floor.arrive("call", preferences=wanting("bob"))
    assert floor.offered_to("call") == "ann"
    floor.tell(SetReady(agent_id="bob"))
    floor.tell(Reject(offer_id=floor.offer("call").id, agent_id="ann"))
    assert floor.offered_to("call") == "bob"
