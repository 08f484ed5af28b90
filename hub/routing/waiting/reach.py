"""Whom a line of waiting work could reach, whatever they do just now."""

from collections.abc import Mapping

from hub.domain.agents import PresenceState
from hub.routing.agents.seats import Seat
from hub.routing.matching.pool import Pool
from hub.routing.waiting.lines import Line, Sign


class Reach:
    """Whom a line could reach, as sets of bits, one an agent: a set for each skill and level, queue, kind and rank.

    The sets follow the roster when asked; each line remembers one signed-in agent who could serve it, so that asking
    again costs a glance a line.
    """

    def __init__(self) -> None:
        self._changed: dict[str, None] = {}
        self._numbers: dict[str, int] = {}
        self._facts: dict[str, tuple[dict[str, int], list[tuple[str, str, int]], tuple[str, ...]]] = {}
        self._skilled: dict[str, dict[int, int]] = {}
        self._serving: dict[tuple[str, str], dict[int, int]] = {}
        self._taking: dict[str, int] = {}
        self._masks: dict[tuple[str, int, int] | tuple[str, str, int], int] = {}
        self._all = 0
        self._version = 0
        self._here: set[int] = set()
        self._online = 0

    def change(self, agent_id: str) -> None:
        """An agent came, left, or has other skills, queues or kinds."""
        self._changed[agent_id] = None

    def follow(self, seats: Mapping[str, Seat]) -> None:
        """Take over what changed in the roster, and who is signed in."""
        for agent_id in self._changed:
            self._forget(agent_id)
            if agent_id in seats:
                self._learn(seats[agent_id])
        if self._changed:
            self._version += 1
            self._masks.clear()
            self._changed.clear()
        here = [self._numbers[seat.id] for seat in seats.values() if seat.presence.state is not PresenceState.OFFLINE]
        self._here = set(here)
        packed = bytearray(len(self._numbers) // 8 + 1)
        for number in here:
            packed[number >> 3] |= 1 << (number & 7)
        self._online = int.from_bytes(packed, "little")

    def is_routable(self, line: Line) -> bool:
        """Whether somebody signed in could serve a line."""
        if line.reached == self._version and line.witness in self._here:
            return True
        able = self.able(line.sign) & self._online
        line.reached, line.witness = self._version, (able & -able).bit_length() - 1
        return able != 0

    def able(self, sign: Sign) -> int:
        """Everybody who could serve a line, signed in or not."""
        if sign.agent_id:
            number = self._numbers.get(sign.agent_id)
            return 0 if number is None else self._taking.get(sign.kind, 0) & 1 << number
        able = self._served_by(sign.queue_id, sign.kind, sign.ring)
        for skill, least, most in sign.needs:
            if not able:
                break
            able &= self._having(skill, least, most)
        return able

    def reaches(self, pool: Pool, kind: str) -> bool:
        """Whether anybody signed in is in a pool."""
        signs = [Sign(each.queue_id, kind, each.needs, each.ring) for each in pool.claims]
        signs += [Sign("", kind, agent_id=agent_id) for agent_id, _ in pool.named]
        return any(self.able(sign) & self._online for sign in signs)

    def _having(self, skill: str, least: int, most: int) -> int:
        key = (skill, least, most)
        mask = self._masks.get(key)
        if mask is None:
            levels = self._skilled.get(skill, {})
            found = sum(bits for level, bits in levels.items() if least <= level <= most)
            without = self._all & ~sum(levels.values()) if least <= 0 else 0
            mask = self._masks[key] = found | without
        return mask

    def _served_by(self, queue_id: str, kind: str, ring: int) -> int:
        key = (queue_id, kind, ring)
        mask = self._masks.get(key)
        if mask is None:
            ranks = self._serving.get((queue_id, kind), {})
            mask = self._masks[key] = sum(bits for rank, bits in ranks.items() if ring == 0 or rank <= ring)
        return mask

    def _learn(self, seat: Seat) -> None:
        kinds = tuple(kind for kind, most in seat.agent.capacity.kinds.items() if most > 0)
        served = ((queue_id, kind, seat.service(queue_id, kind)) for queue_id in seat.queues for kind in kinds)
        services = [(queue_id, kind, service.rank) for queue_id, kind, service in served if service is not None]
        skills = {skill: level for skill, level in seat.skills.items() if level > 0}
        bit = 1 << self._numbers.setdefault(seat.id, len(self._numbers))
        self._facts[seat.id] = skills, services, kinds
        self._all |= bit
        self._flip(bit, skills, services, kinds)

    def _forget(self, agent_id: str) -> None:
        facts = self._facts.pop(agent_id, None)
        if facts is not None:
            bit = 1 << self._numbers[agent_id]
            self._all &= ~bit
            self._flip(bit, *facts)

    def _flip(
        self, bit: int, skills: Mapping[str, int], services: list[tuple[str, str, int]], kinds: tuple[str, ...]
    ) -> None:
        """Set bits that are not set, or clear those that are."""
        for skill, level in skills.items():
            levels = self._skilled.setdefault(skill, {})
            levels[level] = levels.get(level, 0) ^ bit
        for queue_id, kind, rank in services:
            ranks = self._serving.setdefault((queue_id, kind), {})
            ranks[rank] = ranks.get(rank, 0) ^ bit
        for kind in kinds:
            self._taking[kind] = self._taking.get(kind, 0) ^ bit
