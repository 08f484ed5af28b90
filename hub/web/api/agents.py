"""/agents: who works, their presence, and why they get what or nothing."""

from hub.domain.agents import Agent
from hub.ports.repositories import Tx
from hub.services.access.callers import require_self
from hub.services.desk.snapshot import agent_views
from hub.services.routing_setup.agents import agent_view, create_agent, edit_agent, require_agent
from hub.services.shapes import Shape
from hub.web.api.configured import configured
from hub.web.models.routing import AgentChange, NewAgentBody, PresenceBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All agents with their load."""
    return {"items": await call.read(agent_views), "next": None}


async def create(call: Call) -> Shape:
    """Make an agent."""
    fields, settings, now = call.body_as(NewAgentBody).fields(), call.services.settings, call.services.clock.now()
    return await configured(
        call, "agent.made", lambda tx: _view(tx, create_agent(tx, fields, region=settings.region, at=now))
    )


async def show(call: Call) -> Shape:
    """One agent."""
    return await call.read(lambda tx: agent_view(tx, call.path["id"]))


async def edit(call: Call) -> Shape:
    """Change own fields."""
    fields, settings, now = call.body_as(AgentChange).fields(), call.services.settings, call.services.clock.now()

    def work(tx: Tx) -> tuple[str, Shape]:
        agent = edit_agent(
            tx, call.path["id"], fields, expected_version=call.expected_version, region=settings.region, at=now
        )
        return _view(tx, agent)

    return await configured(call, "agent.changed", work)


def _view(tx: Tx, agent: Agent) -> tuple[str, Shape]:
    return agent.id, agent_view(tx, agent.id)


async def presence(call: Call) -> Shape:
    """Choose ready, not ready or offline: one's own, or as a supervisor anybody's."""
    body, agent_id = call.body_as(PresenceBody), call.path["id"]
    require_self(call.caller, agent_id)
    await call.read(lambda tx: require_agent(tx, agent_id))
    await call.services.router.set_presence(agent_id, body.state, body.reason, by=call.caller.by)
    return await call.read(lambda tx: agent_view(tx, agent_id))


async def explain(call: Call) -> Shape:
    """Why the agent gets what or nothing."""
    await call.read(lambda tx: require_agent(tx, call.path["id"]))
    return dict(await call.services.router.explain_agent(call.path["id"]))
