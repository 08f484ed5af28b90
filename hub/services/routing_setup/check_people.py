"""Checks who serves: skills nobody has, queues nobody serves, profiles that lead nowhere."""

from collections.abc import Iterator

from hub.domain.interactions import Requirement
from hub.domain.plans import Term
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.findings import Finding
from hub.services.routing_setup.serving import Serving


def check_people(config: RoutingConfig, serving: Serving) -> Iterator[Finding]:
    """Agents, profiles and skills."""
    yield from _agents(config, serving)
    yield from _domains(config, serving)
    yield from _profiles(config)
    yield from _skills(config, serving)


def _agents(config: RoutingConfig, serving: Serving) -> Iterator[Finding]:
    busy = {agent_id for ranks in serving.ranks.values() for agent_id in ranks}
    for agent in config.agents.values():
        if agent.profile_id is not None and agent.profile_id not in config.profiles:
            yield Finding(
                code="profile_gone",
                kind="agent",
                id=agent.id,
                name=agent.name,
                field="profile_id",
                message="has a routing profile that is not there any more",
                remedy="choose another profile",
            )
        if agent.id not in busy:
            yield Finding(
                code="agent_serves_nothing",
                kind="agent",
                id=agent.id,
                name=agent.name,
                message="serves no queue",
                remedy="make the agent a member of a queue, or give a profile",
            )


def _domains(config: RoutingConfig, serving: Serving) -> Iterator[Finding]:
    for queue in config.queues.values():
        for agent in (config.agents[each] for each in serving.ranks[queue.id]):
            if queue.routing_domain != agent.routing_domain:
                yield Finding(
                    code="other_domain",
                    kind="agent",
                    id=agent.id,
                    name=agent.name,
                    message=f"serves queue {queue.name!r} of the routing domain {queue.routing_domain!r}, "
                    f"but belongs to {agent.routing_domain!r} and never gets its work",
                    remedy="serve queues of one domain only",
                    concerns=(queue.id,),
                )


def _profiles(config: RoutingConfig) -> Iterator[Finding]:
    used = {each.profile_id for each in config.agents.values()}
    for profile in config.profiles.values():
        for place, entry in enumerate(profile.entries):
            if entry.queue_id not in config.queues:
                yield Finding(
                    code="queue_gone",
                    kind="profile",
                    id=profile.id,
                    name=profile.name,
                    field=f"entries.{place}.queue_id",
                    message="names a queue that is not there any more",
                    remedy="remove the line",
                )
        if not profile.entries or profile.id not in used:
            yield Finding(
                code="profile_unused" if profile.entries else "profile_empty",
                kind="profile",
                id=profile.id,
                name=profile.name,
                message="is no agent's profile" if profile.entries else "serves nothing",
                remedy="give it to an agent, or delete it" if profile.entries else "add queues, or delete it",
            )


def _skills(config: RoutingConfig, serving: Serving) -> Iterator[Finding]:
    for skill in config.skills.values():
        if skill.active and skill.name not in serving.levels:
            yield Finding(
                code="skill_nobody_has",
                kind="skill",
                id=skill.name,
                name=skill.name,
                message="is a skill that no agent has",
                remedy="give it to agents, or make it inactive",
            )
    if not config.skills:
        return
    for agent in config.agents.values():
        for name in agent.skills.keys() - config.skills.keys():
            yield Finding(
                code="skill_unlisted",
                kind="agent",
                id=agent.id,
                name=agent.name,
                field="skills",
                message=f"has the skill {name!r}, which is not in the list",
                remedy="add it to the skills, or correct its name",
                concerns=(name,),
            )


def term_problem(term: Term | Requirement, config: RoutingConfig, serving: Serving) -> tuple[str, str, str] | None:
    """What is wrong with asking for this skill: code, message and remedy."""
    at_least = term.level if isinstance(term, Requirement) else term.at_least
    at_most = 10 if isinstance(term, Requirement) else term.at_most
    if at_least == 0:
        return None
    levels = serving.levels.get(term.skill, frozenset())
    if not any(at_least <= level <= at_most for level in levels):
        best = f"; the levels there are: {', '.join(str(each) for each in sorted(levels))}" if levels else ""
        message = f"asks for {term.skill!r} between {at_least} and {at_most}, which no agent has{best}"
        return "skill_nobody_has", message, "give an agent the skill at that level, or ask for less"
    if config.skills and term.skill not in config.skills:
        message = f"asks for {term.skill!r}, which is not in the list of skills"
        return "skill_unlisted", message, "add it to the skills, or correct its name"
    return None
