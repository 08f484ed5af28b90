"""How customers came and went between pools and classes."""

from dataclasses import dataclass
from datetime import datetime

POOL = "pool"


@dataclass(frozen=True, kw_only=True)
class ClassChange:
    """One change of one customer: `gained` and `lost` name a class for each scheme that changed, `pool` among them.

    `agent_id` looks after the customer since, `agent_before` did until then. The line stays with the customer for whom
    it was written, whatever is merged later.
    """

    id: str
    owner_id: str
    agent_id: str | None = None
    agent_before: str | None = None
    gained: dict[str, str]
    lost: dict[str, str]
    at: datetime
