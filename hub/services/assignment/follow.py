"""Tells the owner of a routing domain what others have committed: new work, edited agents and queues, stored asks."""

import asyncio
import logging
from datetime import timedelta
from functools import partial
from typing import Any

from hub.domain.agents import Agent
from hub.domain.events import Event, EventType
from hub.domain.work import WorkItemState
from hub.errors import BusyError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.routing import StoredCommand
from hub.services.assignment.draft import Pending
from hub.services.assignment.floor import Floor
from hub.services.assignment.owner import Owner
from hub.services.assignment.setup import Changed
from hub.services.assignment.values import Ask
from hub.services.shapes import capacity_shape

_log = logging.getLogger(__name__)
_POLL_S = 0.25
_PAUSE_S = 0.5
_GATHER_S = 0.02  # this process hints at its own work at once; what others did may wait for company
_PAGE = 500
_STALE = timedelta(seconds=30)
_SETS = {
    EventType.QUEUE_UPDATED: "queues",
    EventType.PLAN_UPDATED: "plans",
    EventType.PROFILE_UPDATED: "profiles",
}
_ASIDE = frozenset({WorkItemState.PENDING, WorkItemState.SNOOZED})


class Follower:
    """Follows the events from `cursor` on; being woken is a hint, the tables are the truth."""

    def __init__(self, *, database: Database, clock: Clock, owner: Owner, cursor: int, routing_domain: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._cursor = cursor
        self._routing_domain = routing_domain
        self._taken: set[str] = set()

    async def follow(self) -> None:
        """Go on until cancelled; a database that is away is tried again."""
        while True:
            try:
                await self._database.wait_for_events(self._cursor, _POLL_S)
                await self._look()
                await asyncio.sleep(_GATHER_S)
            except BusyError as error:
                _log.warning("routing cannot follow events", extra={"error": str(error)})
                await asyncio.sleep(_PAUSE_S)

    async def _look(self) -> None:
        events = await self._database.follow_events(self._cursor, _PAGE)
        for event in events:
            self._notice(event)
            self._cursor = event.seq
        commands = await self._database.read(partial(_open, routing_domain=self._routing_domain))
        self._taken &= {each.id for each in commands}
        for command in commands:
            if command.id not in self._taken:
                self._take(command)

    def _notice(self, event: Event) -> None:
        match event.type:
            case EventType.INTERACTION_CREATED | EventType.INTERACTION_UPDATED:
                if _is_news(self._owner.floor, event):
                    self._owner.look_at(event.subject_id)
            case EventType.MESSAGE_CREATED:
                leg = self._owner.floor.leg(event.subject_id)
                if leg is not None and leg.state in _ASIDE and event.data.get("direction") == "in":
                    self._owner.look_at(event.subject_id)
            case EventType.AGENT_UPDATED:
                if _is_edited(self._owner.floor.engine.agent(event.subject_id), event.data):
                    self._owner.changed(Changed(agents={event.subject_id}))
            case EventType.QUEUE_UPDATED | EventType.PLAN_UPDATED | EventType.PROFILE_UPDATED:
                self._owner.changed(Changed(**{_SETS[event.type]: {event.subject_id}}))

    def _take(self, command: StoredCommand) -> None:
        self._taken.add(command.id)
        answer: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(_seen)
        data = {key: str(value) for key, value in command.data.items()}
        pending = Pending(
            ask=Ask(name=command.name, data=data), since=self._clock.monotonic(), answer=answer, command_id=command.id
        )
        by_a_person = not str(command.data.get("by", "")).startswith("system:")  # who has gone on meanwhile
        if by_a_person and self._clock.now() - command.created_at > _STALE:
            pending.doomed = BusyError("nobody routed when this was asked; try again")
        self._owner.put(pending)


def _open(tx: Tx, *, routing_domain: str) -> list[StoredCommand]:
    return list(tx.routing.open_commands(routing_domain, _PAGE))


def _is_news(floor: Floor, event: Event) -> bool:
    """Whether the log shows something that the engine does not know: waiting without a leg, or another priority."""
    leg = floor.leg(event.subject_id)
    if leg is None:
        return event.data.get("state") in ("waiting", "voicemail")
    return event.data.get("priority") != leg.priority


def _is_edited(agent: Agent | None, data: dict[str, Any]) -> bool:
    if agent is None:
        return True
    known = {"skills": agent.skills, "profile_id": agent.profile_id, "capacity": capacity_shape(agent.capacity)}
    return any(data.get(name) != value for name, value in known.items())


def _seen(answer: "asyncio.Future[dict[str, object]]") -> None:
    """The answer travels in the row; nobody awaits this one."""
    if not answer.cancelled():
        answer.exception()
