"""Desks say when they show an offer: one that reaches no desk goes on at once, and some are accepted by themselves."""

from dataclasses import replace

from hub.domain.agents import Agent
from hub.routing import Acknowledge, ConnectionLost, ConnectionRestored, Logout, OfferAcked, Policy, SetNotReady
from tests.unit.routing.floor import Floor, a_queue, a_team


def with_desks(*agents: str, policy: Policy | None = None, **queue: object) -> Floor:
    """All agents have desks that acknowledge."""
    floor = a_team(*agents, policy=policy)
    floor.open(replace(a_queue("sales", dict.fromkeys(agents, 1)), **queue))  # type: ignore[arg-type]
    for each in agents:
        floor.tell(ConnectionRestored(agent_id=each, acknowledges=True))
    return floor


def shown(floor: Floor, item_id: str) -> list[object]:
    offer = floor.offer(item_id)
    return list(floor.tell(Acknowledge(offer_id=offer.id, agent_id=offer.agent_id)))


def test_an_offer_that_no_desk_shows_goes_on_and_nobody_is_blamed() -> None:
    """A dead device is not an agent who ignores (OpenACD#6)."""
    floor = with_desks("ann", "bob")
    ticket = floor.presence_of("ann").ticket
    floor.arrive("call")
    first = floor.offer("call").id
    floor.wait(2.9)
    assert floor.offered_to("call") == "ann"
    floor.wait(0.1)
    assert floor.offered_to("call") == "bob"
    assert (floor.store.offers[first].state, floor.store.offers[first].cause) == ("failed", "not_delivered")
    presence = floor.presence_of("ann")
    assert (presence.missed_offers, presence.ticket, presence.state) == (0, ticket, "ready")
    assert presence.cooldowns["phone"] > floor.now


def test_an_offer_shown_in_time_stands_until_its_deadline() -> None:
    floor = with_desks("ann")
    floor.arrive("call")
    [told] = shown(floor, "call")
    assert isinstance(told, OfferAcked)
    assert told.offer.acked_at == floor.now
    floor.wait(10)
    assert floor.offered_to("call") == "ann"
    assert shown(floor, "call") == []


def test_without_such_a_desk_nothing_is_expected() -> None:
    floor = a_team("ann")
    floor.arrive("call")
    floor.wait(10)
    assert floor.offered_to("call") == "ann"


def test_only_the_one_who_is_asked_may_acknowledge_and_late_is_harmless() -> None:
    floor = with_desks("ann", "bob")
    floor.arrive("call")
    offer = floor.offer("call")
    assert floor.refusal(Acknowledge(offer_id=offer.id, agent_id="bob")) == "not_yours"
    assert floor.refusal(Acknowledge(offer_id="never", agent_id="bob")) == "unknown_offer"
    floor.tell(SetNotReady(agent_id="ann", reason="x"))
    assert floor.tell(Acknowledge(offer_id=offer.id, agent_id="ann")) == []


def test_what_the_queue_accepts_by_itself_is_taken_when_the_desk_shows_it() -> None:
    floor = with_desks("ann", auto_accept=("webchat",))
    floor.arrive("chat", kind="webchat")
    assert floor.state("chat") == "offered"
    shown(floor, "chat")
    assert floor.state("chat") == "active"
    floor.arrive("call")
    assert floor.state("call") == "offered"


def test_or_at_once_where_desks_do_not_tell() -> None:
    floor = a_team("ann")
    floor.open(replace(a_queue("sales", {"ann": 1}), auto_accept=("webchat", "phone")))
    for number in range(3):
        floor.arrive(f"chat-{number}", kind="webchat")
    assert [floor.state(f"chat-{number}") for number in range(3)] == ["active", "active", "waiting"]
    floor.arrive("call")
    assert floor.state("call") == "connecting"


def test_a_desk_that_comes_back_without_telling_is_not_expected_to() -> None:
    floor = with_desks("ann")
    floor.tell(ConnectionLost(agent_id="ann"))
    floor.tell(ConnectionRestored(agent_id="ann"))
    assert floor.presence_of("ann").acknowledges
    floor.tell(ConnectionRestored(agent_id="ann", acknowledges=False))
    assert not floor.presence_of("ann").acknowledges


def test_who_is_gone_is_not_expected_to_tell_when_they_come_back_without_a_desk() -> None:
    floor = with_desks("ann")
    floor.tell(ConnectionLost(agent_id="ann"))
    floor.wait(60)
    assert not floor.presence_of("ann").acknowledges
    offline = with_desks("ann")
    offline.tell(Logout(agent_id="ann"))
    assert offline.presence_of("ann").acknowledges, "the desk is still open"
    offline.tell(ConnectionLost(agent_id="ann"))
    assert not offline.presence_of("ann").acknowledges


def test_what_was_taken_since_signing_in_is_counted() -> None:
    floor = a_team("ann")
    for number in range(2):
        floor.arrive(f"mail-{number}", kind="email")
        floor.accept(f"mail-{number}")
    agent = floor.engine.agent("ann")
    assert isinstance(agent, Agent)
    assert agent.presence.handled == 2
