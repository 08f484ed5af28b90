"""Calls in a whole hub as tests play them: who is connected, who is asked, and who hears whom."""

from datetime import UTC, datetime

from hub.domain.agents import Agent, Presence, PresenceState
from hub.domain.ids import new_id
from hub.services.calls.steps import conference_of
from hub.services.conversations.replies import FirstContact, write_first
from tests.support.whole_hub import CUSTOMER, LINE, WholeHub


async def connected(hub: WholeHub, name: str = "Anna") -> str:
    """Call, accept, press 1: the customer talks to the agent."""
    hub.customer.place_call(LINE)
    await hub.ready(name)
    await hub.accept(name)
    await lifts(hub, name)
    interaction = await hub.until_state("active")
    await hub.customer.until_hears_only(number(hub, name))
    return interaction.id


async def calls_out(hub: WholeHub, name: str = "Anna") -> str:
    """An agent who is ready begins a call to the customer; the agent's own telephone is dialled first."""
    await hub.ready(name)
    parts, agent = hub.parts, hub.agents[name]
    first = FirstContact(channel="line", address=CUSTOMER, agent_id=agent.id)
    begun = await parts.database.write(
        lambda tx: write_first(tx, first, channels=parts.channels, now=parts.clock.now())
    )
    await parts.assignment.start_outbound(begun.id, agent.id)
    await parts.calls.dial(begun.id)
    return begun.id


async def presses_1(hub: WholeHub, name: str) -> None:
    """Take the ringing telephone up and press 1, as a person does."""
    phone = hub.phone_of(name)
    await phone.until_rings()
    phone.answer()
    await phone.until_hears("Press 1")
    phone.press("1")


async def lifts(hub: WholeHub, name: str) -> None:
    """Take the ringing telephone up, press 1, and be connected."""
    await presses_1(hub, name)
    await hub.phone_of(name).until_in_conference()


async def all_quiet(hub: WholeHub, *names: str) -> None:
    """Nobody rings, nobody is in silence."""
    for phone in (hub.customer, *(hub.phone_of(name) for name in names)):
        await phone.until_ended()


def number(hub: WholeHub, name: str) -> str:
    """An agent's telephone number."""
    return hub.agents[name].phone


async def hears(hub: WholeHub, who: str, *names: str, music: bool = False) -> None:
    """Wait until somebody (`customer` or an agent) hears exactly these, with music or without."""
    phone = hub.customer if who == "customer" else hub.phone_of(who)
    voices = (CUSTOMER if name == "customer" else number(hub, name) for name in names)
    await phone.until_hears_only(*voices, music=music)


def in_conference(hub: WholeHub, interaction_id: str) -> set[str]:
    """Who is in the call now, by name."""
    names = {agent.phone: name for name, agent in hub.agents.items()} | {CUSTOMER: "customer"}
    return {names[phone] for phone in hub.carrier.conference(conference_of(interaction_id))}


async def hire(hub: WholeHub, name: str, phone: str) -> Agent:
    """Add somebody who serves no queue: a supervisor with a telephone."""
    now = datetime.now(UTC)
    agent = Agent(
        id=new_id(),
        name=name,
        phone=phone,
        presence=Presence(state=PresenceState.NOT_READY, reason="login", since=now),
        created_at=now,
        updated_at=now,
    )
    await hub.parts.database.write(lambda tx: tx.agents.add(agent))
    hub.agents[name] = agent
    return agent
