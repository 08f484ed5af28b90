"""Work held for its own agent and parked meanwhile: whose it is when it opens, and that the judge sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hub.domain.work import Preference, WorkItemState
from hub.routing import Accept, AwaitCustomer, Command, Enqueue, Park, Reactivate, SetNotReady, SetReady, Unpark
from tests.unit.routing.floor import Floor, a_team
from tests.unit.routing.oracle import Judge


class Watched:
    """Ann's conversation, reopened while she is away and then parked, under the judge's eyes."""

    def __init__(self) -> None:
        self.floor = a_team("ann")
        self.judge = Judge(self.floor)
        self.judge.presences["ann"] = self.floor.presence_of("ann")
        self.tell(Enqueue(item=self.floor.item("chat", kind="webchat")))
        offer = self.floor.offer("chat")
        self.tell(Accept(offer_id=offer.id, agent_id="ann"))
        self.tell(AwaitCustomer(item_id="chat"))
        self.tell(SetNotReady(agent_id="ann", reason="lunch"))
        self.tell(Reactivate(item_id="chat"))
        self.tell(Park(item_id="chat", until=self.floor.now + timedelta(hours=1)))
        self.tell(SetReady(agent_id="ann"))

    def tell(self, command: Command) -> None:
        self.judge.watch(command, self.floor.tell(command))

    def opens_after(self, **time: int) -> Floor:
        self.floor.now += timedelta(**time)
        self.tell(Unpark(item_id="chat"))
        return self.floor


def test_it_is_still_the_agents_while_the_hold_runs() -> None:
    floor = Watched().opens_after(minutes=5)
    assert (floor.state("chat"), floor.row("chat").agent_id) == (WorkItemState.ACTIVE, "ann")


def test_it_is_anybodys_when_the_hold_ran_out_and_nobody_is_blamed() -> None:
    floor = Watched().opens_after(minutes=20)
    assert floor.offered_to("chat") == "ann"


def test_preferred_agents_are_tried_when_it_opens() -> None:
    floor = a_team("ann", "bob")
    opens = floor.now + timedelta(hours=9)
    floor.arrive(
        "mail", kind="email", state=WorkItemState.PARKED, due_at=opens, preferences=(Preference(agent_id="bob"),)
    )
    floor.wait(9 * 3600)
    assert floor.offered_to("mail") == "bob"


def test_the_judge_objects_to_an_engine_that_forgets_whose_it_is() -> None:
    watched = Watched()
    board = watched.floor.engine._board  # noqa: SLF001 - the wrong engine is planted
    board.items["chat"] = replace(board.items["chat"], agent_id=None)
    with pytest.raises(AssertionError):
        watched.opens_after(minutes=5)
