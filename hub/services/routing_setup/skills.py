"""The skills that pages offer; agents and plans name them."""

from collections.abc import Iterable

from hub.domain.profiles import Skill
from hub.errors import ConflictError, InvalidError, NotFoundError
from hub.ports.repositories import Tx
from hub.services.routing_setup.config import RoutingConfig, read_routing
from hub.services.shapes import Shape
from hub.services.shapes_routing import skill_shape


def skill_views(tx: Tx) -> list[Shape]:
    """All skills with how many agents have each."""
    holders: dict[str, int] = {}
    for agent in tx.agents.all():
        for name in agent.skills:
            holders[name] = holders.get(name, 0) + 1
    return [{**skill_shape(each), "agents": holders.get(each.name, 0)} for each in tx.skills.all()]


def skill_view(tx: Tx, name: str) -> Shape:
    """One skill with how many agents have it."""
    skill = require_skill(tx, name)
    return {**skill_shape(skill), "agents": sum(name in each.skills for each in tx.agents.all())}


def require_skill(tx: Tx, name: str) -> Skill:
    """Return one."""
    found = next((each for each in tx.skills.all() if each.name == name), None)
    if found is None:
        raise NotFoundError(f"there is no skill {name!r}")
    return found


def put_skill(tx: Tx, skill: Skill) -> Skill:
    """Make or change a skill; an inactive one is no longer offered."""
    if not skill.name.strip():
        raise InvalidError("a skill needs a name", field="name")
    tx.skills.put(skill)
    return skill


def remove_skill(tx: Tx, name: str) -> None:
    """Delete a skill that nobody has and nothing asks for."""
    require_skill(tx, name)
    users = list(_users(name, read_routing(tx)))
    if users:
        message = f"skill {name!r} is used by {', '.join(users[:10])}; take it away there first, or make it inactive"
        raise ConflictError(message)
    tx.skills.remove(name)


def _users(name: str, config: RoutingConfig) -> Iterable[str]:
    yield from (f"agent {each.name!r}" for each in config.agents.values() if name in each.skills)
    for plan in config.plans.values():
        needs = [term for step in plan.steps for conjunction in step.needs or () for term in conjunction]
        if any(each.skill == name for each in needs):
            yield f"plan {plan.name!r}"
    for rule in config.rules:
        if any(each.skill == name for each in rule.requirements):
            yield f"entry rule {rule.name!r}"
