"""/skills: what agents can, as pages offer it; /routing/check: what will never match."""

from dataclasses import replace

from hub.domain.profiles import Skill
from hub.ports.repositories import Tx
from hub.services.routing_setup.skills import put_skill, remove_skill, require_skill, skill_view, skill_views
from hub.services.shapes import Shape
from hub.web.api.configured import configured, removed, warnings_about
from hub.web.models.plans import SkillBody, SkillChange
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All skills."""
    return await call.read(lambda tx: {"items": skill_views(tx), "next": None})


async def create(call: Call) -> Shape:
    """Make or change a skill."""
    body = call.body_as(SkillBody)
    skill = Skill(name=body.name, label=body.label, active=body.active)
    return await configured(call, "skill.made", lambda tx: _view(tx, put_skill(tx, skill)))


async def show(call: Call) -> Shape:
    """One skill."""
    name = call.path["name"]
    return await call.read(lambda tx: {**skill_view(tx, name), "warnings": warnings_about(tx, call, name)})


async def edit(call: Call) -> Shape:
    """Change what was given."""
    given = call.body_as(SkillChange).given()

    def work(tx: Tx) -> tuple[str, Shape]:
        skill: Skill = replace(require_skill(tx, call.path["name"]), **given)  # type: ignore[arg-type]
        return _view(tx, put_skill(tx, skill))

    return await configured(call, "skill.changed", work)


def _view(tx: Tx, skill: Skill) -> tuple[str, Shape]:
    return skill.name, skill_view(tx, skill.name)


async def remove(call: Call) -> None:
    """Delete a skill that nobody has."""
    name = call.path["name"]
    await removed(call, "skill.removed", name, lambda tx: remove_skill(tx, name))


async def check(call: Call) -> Shape:
    """Everything in the configuration that will not do what its writer meant."""
    return await call.read(lambda tx: {"items": warnings_about(tx, call), "next": None})
