"""Supervisors on live calls: who hears them in each mode, what agents see of it, and that leaving harms nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from hub.demo.carrier import Ring
from hub.domain.calls import CallLeg, LegMode, LegRole
from hub.errors import ConflictError
from hub.ports.calls import CallAction
from hub.ports.repositories import Tx
from hub.ports.repositories.access import AuditFilter
from hub.services.shapes import CALL_ATTRIBUTE
from tests.support.call_house import all_quiet, connected, hears, hire, in_conference, lifts
from tests.support.whole_hub import WholeHub, whole_hub

BOSS = "+14155550299"


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[WholeHub]:
    async with whole_hub(tmp_path) as hub:
        await hire(hub, "Mei", BOSS)
        yield hub


async def monitor(hub: WholeHub, interaction_id: str, mode: LegMode) -> None:
    await hub.parts.calls.monitor(interaction_id, mode, agent_id=hub.agents["Mei"].id, actor="user:mei")


async def listening(hub: WholeHub, mode: LegMode = LegMode.LISTEN) -> str:
    """Mei is on the call of Anna and the customer."""
    interaction_id = await connected(hub)
    await monitor(hub, interaction_id, mode)
    await lifts(hub, "Mei")
    await hears(hub, "Mei", "customer", "Anna")
    return interaction_id


async def shown(hub: WholeHub, interaction_id: str) -> list[dict[str, object]]:
    """The participants that desks show."""
    found = await hub.parts.database.read(lambda tx: tx.interactions.get(interaction_id))
    assert found is not None
    participants: list[dict[str, object]] = orjson.loads(found.attributes[CALL_ATTRIBUTE])["participants"]
    return participants


def supervisors(tx: Tx, interaction_id: str) -> list[CallLeg]:
    return [each for each in tx.call_legs.of_interaction(interaction_id) if each.role is LegRole.SUPERVISOR]


async def test_who_listens_is_heard_by_nobody(hub: WholeHub) -> None:
    await listening(hub)
    await hears(hub, "customer", "Anna")
    await hears(hub, "Anna", "customer")
    hub.phone_of("Mei").say("this is not going well")
    hub.phone_of("Anna").say("let me see")
    await hub.customer.until_hears("let me see")
    assert not hub.customer.heard("not going well")
    assert not hub.phone_of("Anna").heard("not going well")


async def test_a_whisper_reaches_the_agent_alone(hub: WholeHub) -> None:
    interaction_id = await listening(hub, LegMode.WHISPER)
    await hears(hub, "Anna", "customer", "Mei")
    await hears(hub, "customer", "Anna")
    hub.phone_of("Mei").say("offer ten percent")
    await hub.phone_of("Anna").until_hears("offer ten percent")
    assert not hub.customer.heard("offer ten percent")
    assert in_conference(hub, interaction_id) == {"customer", "Anna", "Mei"}


async def test_the_modes_follow_one_another(hub: WholeHub) -> None:
    interaction_id = await listening(hub)
    await monitor(hub, interaction_id, LegMode.BARGE)
    await hears(hub, "customer", "Anna", "Mei")
    await hears(hub, "Anna", "customer", "Mei")
    await monitor(hub, interaction_id, LegMode.WHISPER)
    await hears(hub, "customer", "Anna")
    await hears(hub, "Anna", "customer", "Mei")
    await monitor(hub, interaction_id, LegMode.LISTEN)
    await hears(hub, "Anna", "customer")
    await hears(hub, "Mei", "customer", "Anna")
    entries = await hub.parts.database.read(lambda tx: list(tx.audit.page(AuditFilter(), after=None, limit=10)))
    modes = [each.detail.get("mode") for each in entries if each.action == "call.monitor"]
    assert sorted(map(str, modes)) == ["barge", "listen", "listen", "whisper"]
    assert {each.subject for each in entries if each.action == "call.monitor"} == {interaction_id}


async def test_leaving_harms_nothing(hub: WholeHub) -> None:
    interaction_id = await listening(hub, LegMode.BARGE)
    await hub.parts.calls.stop_monitoring(interaction_id, agent_id=hub.agents["Mei"].id, actor="user:mei")
    await hub.phone_of("Mei").until_ended()
    await hears(hub, "customer", "Anna")
    await hears(hub, "Anna", "customer")
    await monitor(hub, interaction_id, LegMode.LISTEN)
    await lifts(hub, "Mei")
    hub.phone_of("Mei").hang_up()
    await hub.phone_of("Mei").until_ended()
    await hears(hub, "customer", "Anna")
    await hub.until("nobody listening", lambda tx: not any(each.is_live for each in supervisors(tx, interaction_id)))
    assert await hub.parts.calls.monitors(interaction_id) == []
    hub.customer.hang_up()
    await all_quiet(hub, "Anna", "Mei")
    await hub.until_state("closed")


async def test_a_call_that_ends_lets_the_supervisor_go(hub: WholeHub) -> None:
    await listening(hub)
    hub.phone_of("Anna").hang_up()
    await all_quiet(hub, "Anna", "Mei")


async def test_agents_see_who_listens(hub: WholeHub) -> None:
    interaction_id = await listening(hub)
    seen = [(each["label"], each["mode"]) for each in await shown(hub, interaction_id)]
    assert ("supervisor", "listen") in seen


async def test_agents_see_nobody_where_it_is_not_announced(tmp_path: Path) -> None:
    async with whole_hub(tmp_path, routing={"announce_monitoring": False}) as hub:
        await hire(hub, "Mei", BOSS)
        interaction_id = await listening(hub)
        assert {each["label"] for each in await shown(hub, interaction_id)} == {"customer", "agent"}
        [found] = await hub.parts.calls.monitors(interaction_id)
        assert (found.agent_id, found.mode) == (hub.agents["Mei"].id, LegMode.LISTEN)


async def test_a_whisper_follows_the_call_to_the_colleague(hub: WholeHub) -> None:
    interaction_id = await listening(hub, LegMode.WHISPER)
    await hub.ready("Li")
    await hub.parts.calls.consult(interaction_id, by=hub.agents["Anna"].id, agent_id=hub.agents["Li"].id)
    await hears(hub, "Mei", music=True)
    await hub.accept("Li")
    await lifts(hub, "Li")
    await hears(hub, "Mei", "Anna", "Li")
    await hub.parts.calls.act(interaction_id, CallAction.COMPLETE, by=hub.agents["Anna"].id)
    await hears(hub, "Li", "customer", "Mei")
    await hears(hub, "customer", "Li")


async def test_a_mailbox_does_not_listen(hub: WholeHub) -> None:
    hub.phone_of("Mei").ring = Ring.MAILBOX
    interaction_id = await connected(hub)
    await monitor(hub, interaction_id, LegMode.LISTEN)
    await hub.phone_of("Mei").until_hears("Press 1")
    await hub.phone_of("Mei").until_ended()
    assert in_conference(hub, interaction_id) == {"customer", "Anna"}
    await hears(hub, "customer", "Anna")


async def test_who_has_no_telephone_is_told_what_to_do(hub: WholeHub) -> None:
    interaction_id = await connected(hub)
    mei = hub.agents["Mei"]
    changed = replace(mei, phone="", version=mei.version + 1)
    await hub.parts.database.write(lambda tx: tx.agents.update(changed, mei.version))
    with pytest.raises(ConflictError, match="no telephone"):
        await monitor(hub, interaction_id, LegMode.LISTEN)


async def test_only_a_call_with_an_agent_can_be_monitored(hub: WholeHub) -> None:
    hub.customer.place_call("+14155550100")
    waiting = await hub.until_state("waiting")
    with pytest.raises(ConflictError, match="nothing to monitor"):
        await monitor(hub, waiting.id, LegMode.LISTEN)
