"""Skills, and routing profiles: which queues and channels a group of agents serves, in which order, after how long."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Skill:
    """A skill by name; what nobody has listed may still be asked for, but pages warn about it."""

    name: str
    label: str = ""
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class ProfileEntry:
    """A queue for one kind of contact (None: every kind); a lower rank is served first.

    Contacts are seen once they have waited `delay_s`: from then on they compete like any other of their rank.
    """

    queue_id: str
    kind: str | None = None
    rank: int = 1
    delay_s: int = 0


@dataclass(frozen=True, kw_only=True)
class RoutingProfile:
    """What agents with this profile serve, besides the queues that name them as members.

    Where both speak of a queue and kind, the profile counts.
    """

    id: str
    version: int = 1
    name: str
    routing_domain: str = "default"
    entries: tuple[ProfileEntry, ...] = ()
    created_at: datetime
    updated_at: datetime
