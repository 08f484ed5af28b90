"""Agents as supervisors set them up: name, phone, skills, languages, capacity."""

from dataclasses import replace
from datetime import datetime

from hub.domain.addresses import phone_address
from hub.domain.agents import Agent, Presence
from hub.domain.ids import new_id
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.events.announce import agent_loads, announce_agent, queue_ids_of
from hub.services.shapes import Shape, agent_shape

_FIELDS = frozenset(
    {"name", "user_id", "phone", "skills", "profile_id", "capacity", "languages", "team", "routing_domain"}
)


def require_agent(tx: Tx, agent_id: str, *, expected_version: int | None = None) -> Agent:
    """Return an agent at the expected version."""
    agent = tx.agents.get(agent_id)
    if agent is None:
        raise NotFoundError(f"there is no agent {agent_id}")
    if expected_version not in (None, agent.version):
        raise StaleVersionError(f"agent {agent_id} is at version {agent.version}; read it again")
    return agent


def agent_view(tx: Tx, agent_id: str) -> Shape:
    """One agent with load and queues."""
    agent = require_agent(tx, agent_id)
    return agent_shape(agent, load=agent_loads(tx, [agent]).get(agent.id), queue_ids=queue_ids_of(tx, agent.id))


def create_agent(tx: Tx, fields: dict[str, object], *, region: str | None, at: datetime) -> Agent:
    """Make an agent, who is offline until the person signs in and says otherwise."""
    blank = Agent(id=new_id(), name="", presence=Presence(since=at), created_at=at, updated_at=at)
    agent = _with(tx, blank, fields, region)
    tx.agents.add(agent)
    announce_agent(tx, agent, at=at)
    return agent


def edit_agent(
    tx: Tx, agent_id: str, fields: dict[str, object], *, expected_version: int | None, region: str | None, at: datetime
) -> Agent:
    """Change the fields given."""
    agent = require_agent(tx, agent_id, expected_version=expected_version)
    changed = replace(_with(tx, agent, fields, region), version=agent.version + 1, updated_at=at)
    tx.agents.update(changed, agent.version)
    announce_agent(tx, changed, at=at)
    return changed


def _with(tx: Tx, agent: Agent, fields: dict[str, object], region: str | None) -> Agent:
    given = {key: fields[key] for key in _FIELDS & fields.keys()}
    if given.get("phone"):
        given["phone"] = _phone(str(given["phone"]), region)
    changed: Agent = replace(agent, **given)  # type: ignore[arg-type]
    if not changed.name.strip():
        raise InvalidError("an agent needs a name", field="name")
    if changed.user_id is not None and tx.users.get(changed.user_id) is None:
        raise InvalidError(f"there is no user {changed.user_id}", field="user_id")
    if changed.profile_id is not None and tx.profiles.get(changed.profile_id) is None:
        raise InvalidError(f"there is no profile {changed.profile_id}", field="profile_id")
    return changed


def _phone(raw: str, region: str | None) -> str:
    address = phone_address(raw, region)
    if address is None or (address.is_sender_id and not raw.lower().startswith(("sip:", "client:"))):
        raise InvalidError(f"{raw!r} is no phone number; write it with its country code", field="phone")
    return address.value
