"""The judge: follows an engine's transitions with rows of its own and objects to whatever breaks a promise."""

from dataclasses import dataclass, field

from hub.domain.agents import PresenceState
from hub.domain.work import Offer, OfferState, WorkItem, WorkItemState
from hub.routing import (
    Assign,
    Command,
    Engine,
    ItemChanged,
    OfferCreated,
    OfferEnded,
    PresenceChanged,
    Refused,
    SetReady,
    StartOutbound,
    Transition,
    UpsertAgent,
    UpsertPlan,
    UpsertProfile,
    UpsertQueue,
)
from hub.routing.roster_commands import RemovePlan, RemoveProfile
from tests.unit.routing.judge.accounts import Accounts
from tests.unit.routing.judge.blame import Blame
from tests.unit.routing.judge.changes import Changes
from tests.unit.routing.judge.eligible import Eligible
from tests.unit.routing.judge.offering import Offering
from tests.unit.routing.judge.rows import Rows
from tests.unit.routing.judge.settled import Settled

_NO_BLAME = frozenset({OfferState.RESCINDED, OfferState.CANCELLED})
_EDITS = (UpsertAgent, UpsertQueue, UpsertPlan, UpsertProfile, RemovePlan, RemoveProfile)


@dataclass
class Judge:
    """Holds the engine to docs/routing.md, "Promises", from the rows alone."""

    rows: Rows
    blame: Blame = field(init=False)
    eligible: Eligible = field(init=False)
    changes: Changes = field(init=False)
    offering: Offering = field(init=False)
    settled: Settled = field(init=False)
    accounts: Accounts = field(default_factory=Accounts)
    excused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.blame = Blame(self.rows)
        self.eligible = Eligible(self.rows, self.blame)
        self.changes = Changes(self.eligible)
        self.offering = Offering(self.eligible, self.rows.now)
        self.settled = Settled(self.eligible, self.changes, self.excused)

    def watch(self, engine: Engine, command: Command, transitions: list[Transition]) -> None:
        """Replay one event in its order, then look at what is left."""
        self.offering.begin()
        self.offering.assigned = (command.item_id, command.agent_id) if isinstance(command, Assign) else None
        refused = any(isinstance(each, Refused) for each in transitions)
        if not refused:
            self._edit(command)
        for each in transitions:
            self._replay(each, command)
        self.offering.rang()
        self._owed()
        self._unblamed(transitions)
        self.settled.check(engine)
        self.accounts.check(self.rows.now)
        self.offering.last = self.rows.now

    def _edit(self, command: Command) -> None:
        if isinstance(command, _EDITS):
            self.rows.edit(command)
            self.offering.touched |= self.rows.agents.keys()
        if isinstance(command, UpsertAgent):
            self.excused.add(command.agent.id)
        if isinstance(command, UpsertQueue):  # wrap-up may count now that did not before
            self.excused |= {str(each.agent_id) for each in self.rows.live.values() if each.state == "wrapping"}
        if isinstance(command, StartOutbound | Assign) and command.ignore_capacity:
            self.excused.add(command.agent_id)

    def _replay(self, transition: Transition, command: Command) -> None:
        match transition:
            case ItemChanged():
                self._item(transition)
            case OfferCreated(offer=offer):
                self.offering.check(offer)
                self._accepts_itself(offer)
                self.rows.write(transition)
            case OfferEnded(offer=offer):
                self._ended(transition)
                self.rows.write(transition)
                self.offering.touched.add(offer.agent_id)
            case PresenceChanged():
                self._presence(transition, command)
            case _:
                self.rows.write(transition)

    def _item(self, change: ItemChanged) -> None:
        item, before = change.item, self.rows.items.get(change.item.id)
        if before is not None:
            assert change.before is None or change.before == before
        self.blame.read_item(change, before)
        self.changes.check(change, before)
        self.accounts.read(change, self.rows.now)
        if item.state is not WorkItemState.OFFERED:
            self.offering.stirred.add(item.id)
            if item.state is WorkItemState.WAITING and change.state_before is not WorkItemState.WAITING:
                self.offering.arrived.add(item.id)
            self.offering.touched |= {each for each in (item.agent_id, before and before.agent_id) if each}
        self._given_back(item, before)
        self.rows.write(change)

    def _given_back(self, item: WorkItem, before: WorkItem | None) -> None:
        """Work that goes straight back to its own agent is judged like an offer."""
        if before is None or before.state is not WorkItemState.WAITING or item.state is not WorkItemState.ACTIVE:
            return
        agent = self.rows.agents[item.agent_id or ""]
        if self.offering.assigned == (item.id, agent.id):
            return
        assert before.agent_id == agent.id, f"{item.id} opened without an offer"
        assert self.eligible.could_take(agent, before), f"{item.id} went back to {agent.id} who cannot take it"

    def _accepts_itself(self, offer: Offer) -> None:
        item = self.rows.items[offer.work_item_id]
        queue = self.rows.queue_of(item)
        if queue and item.kind in queue.auto_accept:
            self.settled.auto_accepted.add(offer.id)

    def _ended(self, ended: OfferEnded) -> None:
        offer, stored = ended.offer, self.rows.offers[ended.offer.id]
        assert offer.ended_at == self.rows.now
        assert (offer.epoch, offer.agent_id, offer.deadline) == (stored.epoch, stored.agent_id, stored.deadline)
        if offer.state is OfferState.ACCEPTED:
            assert offer.epoch == self.rows.items[offer.work_item_id].epoch, f"{offer.id}: a late accept won"
            assert self.rows.now <= offer.deadline + self.rows.policy.late_accept_grace
        self.blame.read_offer(ended)

    def _presence(self, change: PresenceChanged, command: Command) -> None:
        agent_id, before = change.agent_id, self.rows.presence(change.agent_id)
        if change.presence.state is PresenceState.READY and before.state is not PresenceState.READY:
            assert isinstance(command, SetReady), "only people become ready"
            assert command.agent_id == agent_id
        if change.presence.state is PresenceState.READY:
            assert change.presence.pending is not PresenceState.READY, "nothing wishes to be ready"
        if change.presence.acknowledges and not before.acknowledges:
            self.settled.shows_since[agent_id] = self.rows.now
        self.accounts.read(change, self.rows.now)
        self.offering.touched.add(agent_id)
        self.rows.write(change)

    def _owed(self) -> None:
        """Rests that are due are kept, and nobody rests for longer than any rule says."""
        for (agent_id, kind), until in self.blame.rests.items():
            if until > self.rows.now:
                stored = self.rows.presence(agent_id).cooldowns.get(kind)
                assert stored is not None, f"{agent_id} should rest from {kind}"
                assert stored >= until, f"{agent_id} should rest from {kind} until {until}"

    def _unblamed(self, transitions: list[Transition]) -> None:
        """Whoever merely lost an offer to somebody else, or because the customer left, missed nothing."""
        ended = [each.offer for each in transitions if isinstance(each, OfferEnded)]
        lost = {each.agent_id for each in ended if each.state in _NO_BLAME}
        blamed = {each.agent_id for each in ended if each.state not in _NO_BLAME}
        left = [each for each in transitions if isinstance(each, ItemChanged) and each.cause.startswith("connect_")]
        blamed |= {each.before.agent_id for each in left if each.before and each.before.agent_id}
        for each in transitions:
            if isinstance(each, PresenceChanged) and each.agent_id in lost - blamed and each.before:
                assert each.presence.missed_offers <= each.before.missed_offers, f"{each.agent_id} is blamed"
