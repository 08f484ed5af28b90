"""Agents come, rest, go and vanish; work is never dropped and nobody is made ready by the system."""

from datetime import timedelta

from hub.routing import (
    AwaitCustomer,
    Close,
    Connected,
    ConnectionLost,
    ConnectionRestored,
    End,
    Login,
    Logout,
    OnOffers,
    RemoveAgent,
    SetNotReady,
    SetReady,
)
from tests.unit.routing.floor import a_team


def test_signing_in_does_not_mean_ready() -> None:
    floor = a_team("ann")
    floor.tell(Logout(agent_id="ann"))
    floor.tell(Login(agent_id="ann"))
    assert floor.presence("ann") == "not_ready"
    assert floor.store.presences["ann"].reason == "login"


def test_an_offline_agent_must_sign_in_first() -> None:
    floor = a_team("ann")
    floor.tell(Logout(agent_id="ann"))
    assert floor.refusal(SetReady(agent_id="ann")) == "offline"
    assert floor.refusal(SetReady(agent_id="nobody")) == "unknown_agent"


def test_not_ready_gives_offers_back_and_keeps_work() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("chat", kind="webchat")
    floor.accept("chat")
    floor.arrive("call")
    floor.arrive("other")
    assert floor.offered_to("other") == "ann"
    floor.tell(SetNotReady(agent_id="ann", reason="lunch"))
    assert floor.state("other") == "waiting"
    assert floor.state("chat") == "active"
    assert floor.presence("ann") == "not_ready"


def test_not_ready_after_the_offer_waits_for_it_and_then_holds() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    floor.tell(SetNotReady(agent_id="ann", reason="break", offers=OnOffers.AFTER))
    assert floor.presence("ann") == "ready"
    floor.arrive("second", kind="webchat")
    assert floor.state("second") == "waiting"
    floor.accept("chat")
    assert floor.presence("ann") == "not_ready"
    floor.tell(Close(item_id="chat"))
    assert floor.presence("ann") == "not_ready", "flex-project-template#290"


def test_the_last_wish_wins() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    floor.tell(SetNotReady(agent_id="ann", reason="break", offers=OnOffers.AFTER))
    floor.tell(SetReady(agent_id="ann"))
    floor.accept("chat")
    assert floor.presence("ann") == "ready"


def test_signing_out_waits_for_the_conversations_in_hand() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    floor.accept("chat")
    floor.tell(Logout(agent_id="ann"))
    assert floor.presence("ann") == "ready"
    floor.arrive("second", kind="webchat")
    assert floor.state("second") == "waiting"
    floor.tell(End(item_id="chat"))
    assert floor.presence("ann") == "offline"


def test_a_chat_left_by_an_agent_who_signed_out_goes_back_to_the_queue() -> None:
    floor = a_team("ann", "bob")
    floor.arrive("chat", kind="webchat")
    floor.accept("chat")
    floor.tell(Logout(agent_id="ann"))
    floor.wait(15 * 60 + 1)
    assert floor.presence("ann") == "offline"
    assert floor.offered_to("chat") == "bob"


def test_signing_in_again_withdraws_the_wish_to_leave() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    floor.accept("chat")
    floor.tell(Logout(agent_id="ann"))
    floor.tell(Login(agent_id="ann"))
    floor.wait(16 * 60)
    assert floor.state("chat") == "active"
    assert floor.presence("ann") == "not_ready"


def test_a_desk_that_returns_in_time_goes_on_as_before() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    offer = floor.offer("chat")
    floor.tell(ConnectionLost(agent_id="ann"))
    floor.wait(5)
    floor.arrive("second", kind="webchat")
    assert floor.state("second") == "waiting"
    floor.tell(ConnectionRestored(agent_id="ann"))
    assert floor.offer("chat") == offer
    assert floor.offered_to("second") == "ann"


def test_a_desk_that_stays_away_loses_its_offers_then_its_chats_but_no_call() -> None:
    floor = a_team("ann", "bob")
    floor.tell(SetNotReady(agent_id="bob", reason="break"))
    floor.arrive("call")
    floor.accept("call")
    floor.tell(Connected(item_id="call"))
    floor.arrive("chat", kind="webchat")
    floor.accept("chat")
    floor.tell(ConnectionLost(agent_id="ann"))
    floor.wait(16)
    assert floor.presence("ann") == "not_ready"
    assert floor.store.presences["ann"].reason == "lost"
    floor.tell(SetReady(agent_id="bob"))
    floor.wait(15 * 60 - 2)
    assert floor.state("chat") == "active"
    floor.wait(1)
    assert floor.offered_to("chat") == "bob"
    assert floor.state("call") == "active"


def test_coming_back_keeps_the_chats() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    floor.accept("chat")
    floor.tell(ConnectionLost(agent_id="ann"))
    floor.wait(70)
    floor.tell(ConnectionRestored(agent_id="ann"))
    floor.wait(3600)
    assert floor.state("chat") == "active"
    assert floor.presence("ann") == "not_ready"


def test_an_agent_with_work_is_not_forgotten() -> None:
    floor = a_team("ann")
    floor.arrive("chat", kind="webchat")
    floor.accept("chat")
    floor.tell(AwaitCustomer(item_id="chat", close_at=floor.now + timedelta(hours=24)))
    assert floor.refusal(RemoveAgent(agent_id="ann")) == "holds_work"
    floor.tell(Close(item_id="chat"))
    assert floor.refusal(RemoveAgent(agent_id="ann")) is None
    assert floor.refusal(SetReady(agent_id="ann")) == "unknown_agent"
