"""Who has which skill."""

from collections.abc import Collection

from hub.routing.agents.seats import Seat
from hub.routing.matching.pool import Needed

_NOBODY: frozenset[str] = frozenset()


class Skilled(dict[str, set[str]]):
    """The agents who have a skill, by skill."""

    def learn(self, seat: Seat) -> None:
        """Note an agent's skills."""
        agent_id = seat.id
        for skill in seat.skills:
            holders = self.get(skill)
            if holders is None:
                holders = self[skill] = set()
            holders.add(agent_id)

    def unlearn(self, seat: Seat) -> None:
        """Forget an agent's skills."""
        for skill in seat.skills:
            self[skill].discard(seat.id)

    def rarest(self, needs: Needed) -> Collection[str] | None:
        """Who has the rarest of the skills needed; None where none is needed."""
        found = [self.get(skill, _NOBODY) for skill, least, _ in needs if least > 0]
        return min(found, key=len) if found else None
