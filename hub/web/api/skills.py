"""/skills: what agents can, as pages offer it; /routing/check: what will never match."""

from dataclasses import replace
from datetime import datetime

from hub.domain.profiles import Skill
from hub.ports.repositories import Tx
from hub.services.routing_check import routing_warnings
from hub.services.shapes import Shape
from hub.services.skills import put_skill, remove_skill, require_skill, skill_view, skill_views
from hub.web.models.plans import SkillBody, SkillChange
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All skills."""
    return await call.read(lambda tx: {"items": skill_views(tx), "next": None})


async def create(call: Call) -> Shape:
    """Make or change a skill."""
    body = call.body_as(SkillBody)
    skill = Skill(name=body.name, label=body.label, active=body.active)
    now = call.services.clock.now()
    return await call.write(lambda tx: _view(tx, put_skill(tx, skill).name, now))


async def show(call: Call) -> Shape:
    """One skill."""
    now = call.services.clock.now()
    return await call.read(lambda tx: _view(tx, call.path["name"], now))


async def edit(call: Call) -> Shape:
    """Change what was given."""
    given, now = call.body_as(SkillChange).given(), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        skill: Skill = replace(require_skill(tx, call.path["name"]), **given)  # type: ignore[arg-type]
        return _view(tx, put_skill(tx, skill).name, now)

    return await call.write(work)


async def remove(call: Call) -> None:
    """Delete a skill that nobody has."""
    await call.services.database.write(lambda tx: remove_skill(tx, call.path["name"]))


async def check(call: Call) -> Shape:
    """Everything in the configuration that will not do what its writer meant."""
    now, ordering = call.services.clock.now(), call.services.settings.ordering
    return await call.read(lambda tx: {"items": routing_warnings(tx, at=now, ordering=ordering), "next": None})


def _view(tx: Tx, name: str, now: datetime) -> Shape:
    return {**skill_view(tx, name), "warnings": routing_warnings(tx, name, at=now)}
