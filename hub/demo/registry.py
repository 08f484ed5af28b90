"""What each simulated customer did and saw, for the play page and for tests; kept in memory alone."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hub.demo.people import Person

MAX_KEPT = 60


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that a customer did (`out`) or saw (`in`)."""

    who: str
    channel: str
    direction: str
    text: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def shape(self) -> dict[str, str]:
        return {
            "who": self.who,
            "channel": self.channel,
            "direction": self.direction,
            "text": self.text,
            "at": self.at.isoformat(),
        }


class Registry:
    """All simulated customers' experiences, newest last, bounded."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = {person.key: person for person in people}
        self._entries: dict[str, deque[Entry]] = {key: deque(maxlen=MAX_KEPT) for key in self._people}
        self._latest: deque[Entry] = deque(maxlen=MAX_KEPT)

    def did(self, person: Person, channel: str, text: str) -> None:
        """The customer called, wrote, said or pressed something."""
        self._note(person, channel, "out", text)

    def saw(self, person: Person, channel: str, text: str) -> None:
        """Something from the hub reached the customer."""
        self._note(person, channel, "in", text)

    def shape(self) -> dict[str, Any]:
        """All that is known."""
        customers = [
            {
                "key": person.key,
                "name": person.name,
                "phone": person.phone,
                "email": person.email,
                "chat": person.chat_id,
                "did": [entry.shape() for entry in self._entries[person.key] if entry.direction == "out"],
                "seen": [entry.shape() for entry in self._entries[person.key] if entry.direction == "in"],
            }
            for person in self._people.values()
        ]
        return {"items": customers, "latest": [entry.shape() for entry in reversed(self._latest)]}

    def _note(self, person: Person, channel: str, direction: str, text: str) -> None:
        entry = Entry(who=person.name, channel=channel, direction=direction, text=text)
        self._entries[person.key].append(entry)
        self._latest.append(entry)
