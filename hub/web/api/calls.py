"""Live calls: hold, mute, hang up, transfers cold and warm, and supervisors who listen, whisper or barge."""

from hub.domain.interactions import Interaction
from hub.errors import ConflictError, ForbiddenError, InvalidError
from hub.ports.calls import Monitor
from hub.ports.repositories import Tx
from hub.services.access.callers import require_hand_on
from hub.services.conversations.edit import require_interaction
from hub.services.events.announce import interaction_views
from hub.services.shapes import Shape, consulted_agent, time_shape
from hub.web.models.calls import CallBody, MonitorBody, TransferBody
from hub.web.route import Call


async def transfer(call: Call) -> Shape:
    """Give to an agent or a queue, or ask them first."""
    body = call.body_as(TransferBody)
    if (body.agent_id is None) == (body.queue_id is None):
        raise InvalidError("name an agent or a queue, one of the two", field="agent_id")
    interaction = await _in_hand(call)
    ask = call.services.calls.consult if body.mode == "warm" else call.services.router.transfer
    await ask(
        interaction.id, by=call.caller.by, agent_id=body.agent_id, queue_id=body.queue_id, note=call.noted(body.note)
    )
    return await _view(call, interaction.id)


async def control(call: Call) -> Shape:
    """Hold, mute, hang up, keypad tones, and the steps of a warm transfer; an agent who is asked may mute and leave."""
    body = call.body_as(CallBody)
    interaction = await _in_call(call)
    await call.services.calls.act(interaction.id, body.action, value=body.value, by=call.caller.by)
    return await _view(call, interaction.id)


async def monitor(call: Call) -> Shape:
    """Ring the supervisor's telephone to listen, whisper or barge; on the call already, change the mode."""
    body = call.body_as(MonitorBody)
    agent_id, interaction = _own_agent(call), await _shown(call)
    await call.services.calls.monitor(interaction.id, body.mode, agent_id=agent_id, actor=call.caller.actor)
    return await monitors(call)


async def stop_monitoring(call: Call) -> None:
    """Leave the call as it is."""
    agent_id, interaction = _own_agent(call), await _shown(call)
    await call.services.calls.stop_monitoring(interaction.id, agent_id=agent_id, actor=call.caller.actor)


async def monitors(call: Call) -> Shape:
    """Who listens, whispers or has barged in."""
    interaction = await _shown(call)
    return {"items": [_monitor(each) for each in await call.services.calls.monitors(interaction.id)], "next": None}


def _monitor(monitor: Monitor) -> Shape:
    return {
        "agent_id": monitor.agent_id,
        "mode": monitor.mode.value,
        "state": monitor.state.value,
        "since": time_shape(monitor.since),
    }


def _own_agent(call: Call) -> str:
    if call.caller.agent_id is None:
        raise ConflictError("you have no telephone here: ask for an agent record with a phone number or a softphone")
    return call.caller.agent_id


async def _shown(call: Call) -> Interaction:
    return await call.read(lambda tx: require_interaction(tx, call.path["id"]))


async def _in_hand(call: Call) -> Interaction:
    def work(tx: Tx) -> Interaction:
        interaction = require_interaction(tx, call.path["id"], expected_version=call.expected_version)
        require_hand_on(call.caller, interaction)
        return interaction

    return await call.read(work)


async def _in_call(call: Call) -> Interaction:
    """The interaction, for the agents who talk and for supervisors; whoever has handed it over has no say any more."""
    interaction = await call.read(
        lambda tx: require_interaction(tx, call.path["id"], expected_version=call.expected_version)
    )
    agent_id = call.caller.agent_id
    if not call.caller.supervises and (agent_id is None or agent_id not in _talking(interaction)):
        raise ForbiddenError(f"you are not in the call of interaction {interaction.id}")
    return interaction


def _talking(interaction: Interaction) -> set[str | None]:
    return {interaction.agent_id, consulted_agent(interaction)}


async def _view(call: Call, interaction_id: str) -> Shape:
    return await call.read(lambda tx: interaction_views(tx, [require_interaction(tx, interaction_id)])[0])
