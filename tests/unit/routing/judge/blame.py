"""What offers that came to nothing leave behind: pairs kept apart for a time, and agents who rest."""

from dataclasses import dataclass, field
from datetime import datetime

from hub.domain.work import OfferState, WorkItem, WorkItemState
from hub.routing import ItemChanged, OfferEnded
from tests.unit.routing.judge.rows import Rows

_NOBODYS_FAULT = frozenset({"hold_over", "moved", "assigned"})


@dataclass
class Blame:
    """Read off the transitions: `hard` and `soft` keep an item from an agent until a time, `rests` are owed.

    `spared` are pairs whose offer was merely taken back: whether others come first then is the engine's choice. So is
    whether a pair is still kept apart that a supervisor has `overruled`.
    """

    rows: Rows
    hard: dict[tuple[str, str], datetime] = field(default_factory=dict)
    soft: dict[tuple[str, str], datetime] = field(default_factory=dict)
    spared: dict[tuple[str, str], datetime] = field(default_factory=dict)
    rests: dict[tuple[str, str], datetime] = field(default_factory=dict)
    overruled: set[tuple[str, str]] = field(default_factory=set)

    def read_item(self, change: ItemChanged, before: WorkItem | None) -> None:
        """What a change of an item says about who had it; called with the row as it was."""
        item = change.item
        if before is None:
            for each in item.exclusions:
                (self.hard if each.hard else self.soft)[item.id, each.agent_id] = each.until
            return
        if item.state is not WorkItemState.WAITING or not before.agent_id or item.agent_id is not None:
            return
        if before.state is WorkItemState.OFFERED:
            return  # it was held for one agent and assigned to another: the first is found wanting of nothing
        if change.cause.startswith("connect_"):
            self._bar(self.soft, item.id, before.agent_id)
            self._owe(before.agent_id, item.kind, change.cause.removeprefix("connect_"))
        elif change.cause not in _NOBODYS_FAULT and not self._ran_out_while_parked(before):
            self._bar(self.hard, item.id, before.agent_id)

    def _ran_out_while_parked(self, before: WorkItem) -> bool:
        held_until = before.preferred_until
        parked = before.state is WorkItemState.PARKED
        return parked and held_until is not None and held_until <= self.rows.now

    def read_offer(self, ended: OfferEnded) -> None:
        """What the end of an offer says."""
        offer = ended.offer
        if offer.state is OfferState.ACCEPTED:
            return
        kind = self.rows.items[offer.work_item_id].kind
        if offer.state is OfferState.REJECTED:
            self._owe(offer.agent_id, kind, "rejected")
        if offer.state is OfferState.FAILED:
            self._owe(offer.agent_id, kind, offer.cause or "")
        if offer.state is OfferState.RESCINDED and offer.cause == "rescinded":
            self._bar(self.hard, offer.work_item_id, offer.agent_id)
        taken_back = offer.state in {OfferState.CANCELLED, OfferState.RESCINDED}
        self._bar(self.spared if taken_back else self.soft, offer.work_item_id, offer.agent_id)

    def _bar(self, pairs: dict[tuple[str, str], datetime], item_id: str, agent_id: str) -> None:
        until = self.rows.now + self.rows.policy.reoffer
        pairs[item_id, agent_id] = max(until, pairs.get((item_id, agent_id), until))

    def _owe(self, agent_id: str, kind: str, cause: str) -> None:
        policy = self.rows.policy
        times = {
            "rejected": policy.reject_cooldown,
            "busy": policy.busy_cooldown,
            "unreachable": policy.unreachable_cooldown,
            "not_delivered": policy.unreachable_cooldown,
        }
        if cause in times:
            until = self.rows.now + times[cause]
            self.rests[agent_id, kind] = max(until, self.rests.get((agent_id, kind), until))

    def is_barred(self, item_id: str, agent_id: str) -> bool:
        """Whether the agent must not get the item now."""
        if (item_id, agent_id) in self.overruled:
            return False
        return self.hard.get((item_id, agent_id), self.rows.now) > self.rows.now

    def is_soft(self, item_id: str, agent_id: str) -> bool:
        """Whether others come first."""
        return self.soft.get((item_id, agent_id), self.rows.now) > self.rows.now

    def may_be_soft(self, item_id: str, agent_id: str) -> bool:
        """Whether others may come first."""
        spared = self.spared.get((item_id, agent_id), self.rows.now) > self.rows.now
        return spared or self.is_soft(item_id, agent_id)
