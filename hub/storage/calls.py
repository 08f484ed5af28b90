"""The legs of calls."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from hub.domain.calls import CallLeg
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.calls import call_legs

LEG = Codec(call_legs, CallLeg)


class CallLegs:
    """Implements `hub.ports.repositories.calls.CallLegs`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, leg_id: str) -> CallLeg | None:
        return self._unit.one(LEG, call_legs.c.id == leg_id)

    def by_provider_id(self, channel: str, provider_id: str) -> CallLeg | None:
        return self._unit.one(LEG, call_legs.c.channel == channel, call_legs.c.provider_id == provider_id)

    def of_interaction(self, interaction_id: str) -> Sequence[CallLeg]:
        found = sa.select(call_legs).where(call_legs.c.interaction_id == interaction_id)
        return self._unit.list(LEG, found.order_by(call_legs.c.id))

    def live_of_agent(self, agent_id: str) -> Sequence[CallLeg]:
        live = sa.select(call_legs).where(call_legs.c.agent_id == agent_id, sa.text("call_legs.state <> 'ended'"))
        return self._unit.list(LEG, live.order_by(call_legs.c.id))

    def add(self, leg: CallLeg) -> bool:
        return self._unit.add_new(LEG, leg)

    def update(self, leg: CallLeg) -> bool:
        current = sa.update(call_legs).where(call_legs.c.id == leg.id, call_legs.c.state != "ended")
        return bool(self._unit.connection.execute(current.values(LEG.row(leg))).rowcount)

    def live(self, channel: str, *, quiet_since: datetime, limit: int) -> Sequence[CallLeg]:
        c = call_legs.c
        found = sa.select(call_legs).where(
            c.channel == channel, sa.text("call_legs.state <> 'ended'"), c.updated_at <= quiet_since
        )
        return self._unit.list(LEG, found.order_by(c.updated_at).limit(limit))
