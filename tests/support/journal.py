"""Writes the journal's lines of a leg, second by second."""

from datetime import UTC, datetime, timedelta

from hub.domain.journal import Step

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Leg:
    """Writes the lines of one leg."""

    def __init__(self, leg_id: str = "leg", queue_id: str | None = "sales", role: str = "main") -> None:
        self.leg_id, self.queue_id, self.role = leg_id, queue_id, role
        self.agent_id: str | None = None
        self.state: str | None = None
        self.since = START
        self.is_callback = False
        self.lines: list[Step] = []

    def goes(self, state: str, at_s: float, cause: str = "x", **change: str | bool | None) -> "Leg":
        at = START + timedelta(seconds=at_s)
        before = (self.queue_id, self.agent_id, self.state)
        self.queue_id = change.get("queue_id", self.queue_id)  # type: ignore[assignment]
        self.agent_id = change.get("agent_id", self.agent_id)  # type: ignore[assignment]
        self.is_callback = bool(change.get("callback", self.is_callback))
        self.role = str(change.get("role", self.role))
        entry = self.state is None
        self.lines.append(
            self._line(
                id=self.leg_id if entry else f"{self.leg_id}-{len(self.lines):03}",
                queue_before=None if entry else before[0],
                agent_before=before[1],
                state_before=before[2],
                state=state,
                cause=cause,
                since=at if entry else self.since,
                at=at,
            )
        )
        if state != self.state:
            self.since = at
        self.state = state
        return self

    def offer_ends(self, state: str, at_s: float, agent_id: str = "ann") -> "Leg":
        at = START + timedelta(seconds=at_s)
        line = self._line(id=f"{self.leg_id}-{len(self.lines):03}", state_before="pending", state=state, at=at)
        self.lines.append(line._replace(offer_id="offer", agent_id=agent_id))
        return self

    def _line(self, **fields: object) -> Step:
        plain: dict[str, object] = {
            "interaction_id": f"i-{self.leg_id}",
            "work_item_id": self.leg_id,
            "offer_id": None,
            "parent_id": None,
            "role": self.role,
            "kind": "phone",
            "queue_id": self.queue_id,
            "queue_before": None,
            "agent_id": self.agent_id,
            "agent_before": None,
            "cause": "x",
            "epoch": 0,
            "priority": 0,
            "plan_step": 0,
            "units": 100,
            "callback": self.is_callback,
            "ewt_s": None,
            "since": START,
        }
        return Step(**{**plain, **fields})  # type: ignore[arg-type]
