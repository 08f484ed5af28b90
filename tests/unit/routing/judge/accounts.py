"""Total time: what every agent and item spent in each state adds up to how long they were there."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hub.routing import ItemChanged, PresenceChanged


@dataclass
class Accounts:
    """Adds up the time between changes, by state."""

    spent: dict[tuple[str, str], timedelta] = field(default_factory=lambda: defaultdict(timedelta))
    began: dict[str, datetime] = field(default_factory=dict)
    since: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def read(self, change: ItemChanged | PresenceChanged, now: datetime) -> None:
        """Close the account of the state before and open that of the new one."""
        if isinstance(change, ItemChanged):
            self._enter(change.item.id, change.item.state.value, now)
            at, written = self.since[change.item.id][1], change.item.state_at
            assert at == written or change.state_before is None, f"{change.item.id}: {written} is not when it changed"
        else:
            self._enter(change.agent_id, change.presence.state.value, now)
            assert self.since[change.agent_id][1] == change.presence.since or len(self._of(change.agent_id)) == 0

    def _enter(self, subject: str, state: str, now: datetime) -> None:
        before = self.since.get(subject)
        if before is None:
            self.began[subject] = now
        elif before[0] == state:
            return
        else:
            assert now >= before[1]
            self.spent[subject, before[0]] += now - before[1]
        self.since[subject] = (state, now)

    def _of(self, subject: str) -> list[timedelta]:
        return [time for (who, _), time in self.spent.items() if who == subject]

    def check(self, now: datetime) -> None:
        """The sum of all states is the whole time, for everybody."""
        for subject, (_, since) in self.since.items():
            spent = sum(self._of(subject), now - since)
            assert spent == now - self.began[subject], f"{subject}: {spent} of {now - self.began[subject]}"
