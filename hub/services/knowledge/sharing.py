"""What is an agent's own, a team's or everybody's: who may change it, who uses it, who hears of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from hub.domain.canned import Reach, Scope
from hub.domain.events import EVERYONE, SUPERVISORS, EventType, NewEvent, agent_audience
from hub.errors import ForbiddenError, InvalidError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.access.callers import Caller
from hub.services.shapes import Shape


class Shared(Protocol):
    """What has a reach."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def reach(self) -> Reach: ...


T = TypeVar("T", bound=Shared)


def reach_from(tx: Tx, fields: Mapping[str, object], before: Reach, caller: Caller) -> Reach:
    """Where the thing belongs from now on; raises what stands against it."""
    scope = Scope(str(fields.get("scope", before.scope)))
    if scope is Scope.PERSONAL:
        owner = before.agent_id or caller.agent_id
        if owner is None:
            raise InvalidError("only agents have something of their own; your user is no agent", field="scope")
        return Reach(scope=scope, agent_id=owner)
    team = str(fields.get("team", before.team)).strip() or team_of(tx, caller)
    if scope is Scope.TEAM and not team:
        raise InvalidError("name the team", field="team")
    return Reach(scope=scope, team=team if scope is Scope.TEAM else "")


def require_keeper(caller: Caller, *reaches: Reach) -> None:
    """Allow an agent what is the agent's own, supervisors everything."""
    if caller.supervises:
        return
    if not all(each.scope is Scope.PERSONAL and each.agent_id == caller.agent_id for each in reaches):
        raise ForbiddenError("only a supervisor changes what a team or everybody uses", field="scope")


def usable(tx: Tx, things: Sequence[T], agent_id: str | None) -> list[T]:
    """What an agent uses, the own before the team's before everybody's."""
    agent = tx.agents.get(agent_id) if agent_id else None
    team = agent.team if agent else ""
    order = list(Scope)
    return sorted(
        (each for each in things if each.reach.admits(agent_id, team)), key=lambda each: order.index(each.reach.scope)
    )


def manageable(tx: Tx, things: Sequence[T], caller: Caller) -> list[T]:
    """What a caller sees in the list: what it uses, and for supervisors whatever is shared."""
    used = {each.id for each in usable(tx, things, caller.agent_id)}
    return [
        each for each in things if each.id in used or (caller.supervises and each.reach.scope is not Scope.PERSONAL)
    ]


def team_of(tx: Tx, caller: Caller) -> str:
    """The team of the agent that the caller is, if any."""
    agent = tx.agents.get(caller.agent_id) if caller.agent_id else None
    return agent.team if agent else ""


def reach_shape(reach: Reach) -> Shape:
    """Where it belongs, as pages show it."""
    return {"scope": reach.scope.value, "agent_id": reach.agent_id, "team": reach.team}


def tell(tx: Tx, kind: EventType, thing: Shared, shape: Shape, *, former: Reach, caller: Caller, at: datetime) -> None:
    """Write the event, also for those who cannot use it any more, and the audit."""
    audience = sorted({*_audience(tx, thing.reach), *_audience(tx, former)})
    tx.events.add(NewEvent(type=kind, data=shape, subject_id=thing.id, audience=tuple(audience), at=at))
    action = "removed" if shape.get("deleted") else "changed"
    sort = kind.value.partition(".")[0]
    record(tx, actor=caller.actor, action=f"{sort}.{action}", subject=thing.id, at=at, name=thing.name)


def _audience(tx: Tx, reach: Reach) -> list[str]:
    if reach.scope is Scope.EVERYBODY:
        return [EVERYONE]
    if reach.scope is Scope.PERSONAL:
        return [agent_audience(reach.agent_id or "")]
    return [SUPERVISORS, *(agent_audience(each.id) for each in tx.agents.all() if each.team == reach.team)]
