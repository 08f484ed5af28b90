"""The routing engine: commands and the time in, transitions out; in memory, pure and deterministic."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from hub.domain.agents import Agent
from hub.domain.ids import new_id as uuid7
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.queues import Queue
from hub.domain.work import Offer, WorkItem
from hub.routing import arrivals, commands, explain, roster_commands
from hub.routing.agents import presence, roster
from hub.routing.agents.sticky import pass_over_the_absent
from hub.routing.board import Board
from hub.routing.due import fire
from hub.routing.explain import AgentExplanation, ItemExplanation
from hub.routing.hands import callback, offers, transfer, work
from hub.routing.hands.release import apply_wishes
from hub.routing.matching import giving
from hub.routing.matching.match import settle
from hub.routing.plans import steps as plan_steps
from hub.routing.plans.clock import step_at
from hub.routing.policy import Policy
from hub.routing.rebuild import adopt_rows, reconcile
from hub.routing.tables import SLICE
from hub.routing.transitions import Refusal, Transition
from hub.routing.waiting import closing, queueing, waits
from hub.routing.waiting.unroutable import Unroutable, unroutable
from hub.routing.waiting.waits import Estimate

_HANDLERS: dict[type[commands.Command], Callable[[Board, Any], None]] = {
    roster_commands.UpsertQueue: closing.upsert_queue,
    roster_commands.RemoveQueue: roster.remove_queue,
    roster_commands.UpsertPlan: plan_steps.upsert_plan,
    roster_commands.RemovePlan: plan_steps.remove_plan,
    roster_commands.UpsertProfile: roster.upsert_profile,
    roster_commands.RemoveProfile: roster.remove_profile,
    roster_commands.UpsertAgent: roster.upsert_agent,
    roster_commands.RemoveAgent: roster.remove_agent,
    roster_commands.Login: presence.login,
    roster_commands.SetReady: presence.set_ready,
    roster_commands.SetNotReady: presence.set_not_ready,
    roster_commands.Logout: presence.logout,
    roster_commands.ConnectionLost: presence.connection_lost,
    roster_commands.ConnectionRestored: presence.connection_restored,
    commands.Enqueue: arrivals.enqueue,
    commands.StartOutbound: work.start_outbound,
    commands.Acknowledge: offers.acknowledge,
    commands.Accept: offers.accept,
    commands.Reject: offers.reject,
    commands.FailOffer: offers.fail,
    commands.Rescind: offers.rescind,
    commands.Connected: offers.connected,
    commands.ConnectFailed: offers.connect_failed,
    commands.Hold: work.hold,
    commands.Unhold: work.unhold,
    commands.AwaitCustomer: work.await_customer,
    commands.Snooze: work.snooze,
    commands.Reactivate: work.reactivate,
    commands.End: work.end,
    commands.WrapUp: work.wrap_up,
    commands.ExtendWrapUp: work.extend_wrap_up,
    commands.Close: work.close,
    commands.Abandon: work.abandon,
    commands.Cancel: queueing.cancel,
    commands.Park: queueing.park,
    commands.Unpark: queueing.unpark,
    commands.Reprioritise: queueing.reprioritise,
    commands.Move: queueing.move,
    commands.Requeue: queueing.requeue,
    commands.Assign: giving.assign,
    commands.AskCallback: callback.ask_callback,
    commands.Postpone: callback.postpone,
    commands.Transfer: transfer.transfer,
    commands.CompleteConsult: transfer.complete_consult,
    commands.CancelConsult: transfer.cancel_consult,
}


class Engine:
    """One routing domain. Not safe for concurrent use; one owner applies commands one after another."""

    def __init__(self, *, now: datetime, policy: Policy | None = None, new_id: Callable[[], str] = uuid7) -> None:
        """Start empty; `new_id` names offers."""
        self._board = Board(policy or Policy(), new_id, now)

    def apply(self, command: commands.Command, now: datetime) -> list[Transition]:
        """Fire what is due, carry the command out, offer what can be offered; return what changed, in order.

        When very many items reach a step, a limit or a closing at once, a slice of them is dealt with at a moment, and
        at each `Tick`; `next_deadline` says "now" until all are through.

        A command that merely repeats what was done returns nothing; one that cannot be carried out returns a `Refused`
        among what the time brought about. A clock that goes back is held.
        """
        board = self._board
        if now > board.now or isinstance(command, commands.Tick):
            board.slice = SLICE
        board.now = max(board.now, now)
        board.surveys.clear()
        self._fire_due()
        handler = _HANDLERS.get(type(command))
        if handler is not None:
            handler(board, command)
            self._fire_due()  # a plan's first step is taken before anybody is asked
            self._settle()
        return self._taken()

    def next_deadline(self) -> datetime | None:
        """Return when the next `Tick` is needed at the latest."""
        return self._board.timers.next()

    def load(
        self,
        *,
        agents: Iterable[Agent],
        queues: Iterable[Queue],
        items: Iterable[WorkItem],
        offers: Iterable[Offer],
        plans: Iterable[Plan] = (),
        profiles: Iterable[RoutingProfile] = (),
        now: datetime,
    ) -> list[Transition]:
        """Build from stored rows (live items, pending offers), judge what fell due meanwhile, and match.

        An offer whose time is up ends as timed out without blame (`engine_restart`); an offered item without an offer
        waits again.
        """
        board = self._board
        board.now = max(board.now, now)
        for plan in plans:
            roster.upsert_plan(board, roster_commands.UpsertPlan(plan=plan))
        for profile in profiles:
            roster.upsert_profile(board, roster_commands.UpsertProfile(profile=profile))
        for queue in queues:
            closing.upsert_queue(board, roster_commands.UpsertQueue(queue=queue))
        for agent in agents:
            roster.upsert_agent(board, roster_commands.UpsertAgent(agent=agent))
        adopt_rows(board, items, offers)
        reconcile(board, list(board.items.values()))
        closing.caught_up(board)
        board.arrived.clear()  # every free agent looks for work now: nothing that could be served is left over
        self._fire_due()
        self._settle()
        return self._taken()

    def reload(
        self, *, items: Iterable[WorkItem], gone: Iterable[str] = (), offers: Iterable[Offer], now: datetime
    ) -> list[Transition]:
        """After a lost race: take these items and their pending offers as they are stored, forget `gone`, and match."""
        board = self._board
        board.now = max(board.now, now)
        rows = list(items)
        new = [row.id for row in rows if not board.is_known(row.id)]
        for item_id in [*gone, *(row.id for row in rows)]:
            for pending in board.pending(item_id):
                board.drop_offer(pending)
        for item_id in gone:
            board.drop(item_id)
        adopt_rows(board, rows, offers)
        reconcile(board, [row for row in rows if row.id in board.items])
        for item_id in new:
            arrivals.admit(board, board.items[item_id])
        self._settle()
        return self._taken()

    def explain_item(self, item_id: str, *, limit: int = 100) -> ItemExplanation | Refusal:
        """Say where an item stands and what keeps each candidate from it."""
        return explain.explain_item(self._board, item_id, limit=limit)

    def explain_agent(self, agent_id: str, *, limit: int = 100) -> AgentExplanation | Refusal:
        """Say what keeps work away from an agent."""
        return explain.explain_agent(self._board, agent_id, limit=limit)

    def unroutable(self) -> list[Unroutable]:
        """Return waiting work that nobody who is signed in could ever take."""
        return unroutable(self._board)

    def position(self, item_id: str) -> int | None:
        """Return the place in line of a waiting item."""
        item = self._board.items.get(item_id)
        return self._board.position(item) if item else None

    def estimate(self, item_id: str) -> Estimate | None:
        """Return how much longer an item should wait; None when nobody there could ever take it."""
        item = self._board.items.get(item_id)
        return waits.estimate(self._board, item) if item else None

    def item(self, item_id: str) -> WorkItem | None:
        """Return a live item."""
        return self._board.items.get(item_id)

    def agent(self, agent_id: str) -> Agent | None:
        """Return an agent with the presence as it is now."""
        seat = self._board.seats.get(agent_id)
        return seat.agent if seat else None

    @property
    def policy(self) -> Policy:
        """The domain's times and limits."""
        return self._board.policy

    def queue(self, queue_id: str) -> Queue | None:
        """Return a queue."""
        return self._board.queues.get(queue_id)

    def plan(self, plan_id: str) -> Plan | None:
        """Return a plan."""
        return self._board.plans.get(plan_id)

    def next_step_at(self, item_id: str) -> datetime | None:
        """Return when the next step of a waiting item's plan comes."""
        item = self._board.items.get(item_id)
        return step_at(item, self._board.plans.get(item.plan_id or "")) if item else None

    def queue_ids_of(self, agent_id: str) -> list[str]:
        """Return the queues that an agent serves."""
        seat = self._board.seats.get(agent_id)
        return list(seat.queues) if seat else []

    def load_of(self, agent_id: str) -> tuple[int, dict[str, int]]:
        """Return how many units an agent has in use, and how many contacts of each kind, offers included."""
        seat = self._board.seats.get(agent_id)
        return (seat.used, seat.load()) if seat else (0, {})

    def knows(self, item_id: str) -> bool:
        """Whether an item is live here, or ended lately."""
        return self._board.is_known(item_id)

    def offer(self, offer_id: str) -> Offer | None:
        """Return a pending or recently ended offer."""
        return self._board.offers.get(offer_id) or self._board.ended_offers.get(offer_id)

    def live_items(self) -> Iterable[WorkItem]:
        """Return all items that are not final."""
        return self._board.items.values()

    def pending_offers(self) -> Iterable[Offer]:
        """Return all offers that are open."""
        return self._board.offers.values()

    def _fire_due(self) -> None:
        while fire(self._board):
            self._settle()

    def _settle(self) -> None:
        """Match until nothing follows: what accepts itself is taken, steps that found nobody are passed over."""
        board = self._board
        goes_on = True
        while goes_on:
            board.surveys.clear()
            presence.watch_the_lost(board)
            apply_wishes(board)
            pass_over_the_absent(board)
            settle(board)
            accepted, moved = offers.accept_shown(board), plan_steps.skip(board)
            goes_on = accepted or moved

    def _taken(self) -> list[Transition]:
        self._board.surveys.clear()  # what is asked from here on is counted once until the next command
        taken, self._board.out = self._board.out, []
        return taken
