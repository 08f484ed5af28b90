"""Warm transfers and supervisors on calls, over HTTP: who may ask for what, and what is passed on."""

from dataclasses import replace

import orjson
import pytest

from hub.ports.repositories import Tx
from hub.services.shapes import CALL_ATTRIBUTE, WRAPPING_ATTRIBUTE
from tests.http.hub import TestHub
from tests.http.test_interactions import waiting


async def consulted(hub: TestHub, *, owner: str, colleague: str, wrapping: str) -> str:
    """A call whose owner asks a colleague, while somebody who had it before still wraps up."""
    interaction_id = await waiting(hub, agent_id=owner)
    call = orjson.dumps({"consult": {"state": "consult", "agent_id": colleague}}).decode()

    def write(tx: Tx) -> None:
        found = tx.interactions.get(interaction_id)
        assert found is not None
        shown = {CALL_ATTRIBUTE: call, WRAPPING_ATTRIBUTE: orjson.dumps({wrapping: "2030-01-01T00:00:00Z"}).decode()}
        tx.interactions.update(replace(found, version=2, attributes=shown), found.version)

    await hub.database.write(write)
    return interaction_id


async def test_a_warm_transfer_asks_first(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    interaction_id = await waiting(hub, agent_id=anna.agent_id)
    body = {"agent_id": ben.agent_id, "note": "wants a discount", "mode": "warm"}
    await anna.post(f"/interactions/{interaction_id}/transfer", body)
    assert hub.calls.asked == [("consult", interaction_id, anna.agent_id, ben.agent_id, None, "wants a discount")]
    assert hub.router.asked == []
    await anna.post(f"/interactions/{interaction_id}/transfer", {**body, "mode": "tepid"}, status=422)


@pytest.mark.parametrize("action", ["complete", "cancel", "conference", "swap", "consult", "no_answer"])
async def test_the_steps_of_a_warm_transfer_are_passed_on(hub: TestHub, action: str) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)
    await anna.post(f"/interactions/{interaction_id}/call", {"action": action})
    assert hub.calls.asked == [(action, interaction_id, "", anna.agent_id)]


async def test_a_colleague_who_is_asked_may_touch_the_call_and_others_may_not(hub: TestHub) -> None:
    anna, ben, eve = await hub.agent("anna"), await hub.agent("ben"), await hub.agent("eve")
    interaction_id = await consulted(hub, owner=anna.agent_id, colleague=ben.agent_id, wrapping=eve.agent_id)
    await ben.post(f"/interactions/{interaction_id}/call", {"action": "hang_up"})
    await eve.post(f"/interactions/{interaction_id}/call", {"action": "hang_up"}, status=403)
    await ben.post(f"/interactions/{interaction_id}/transfer", {"agent_id": "x", "mode": "warm"}, status=403)
    assert hub.calls.asked == [("hang_up", interaction_id, "", ben.agent_id)]


@pytest.mark.parametrize("mode", ["listen", "whisper", "barge"])
async def test_supervisors_listen_whisper_and_barge(hub: TestHub, mode: str) -> None:
    boss = await hub.supervisor(is_agent=True)
    interaction_id = await waiting(hub)
    shown = await boss.post(f"/interactions/{interaction_id}/monitor", {"mode": mode})
    assert shown == {"items": [], "next": None}
    await boss.send("DELETE", f"/interactions/{interaction_id}/monitor", status=204)
    assert hub.calls.asked == [
        ("monitor", interaction_id, mode, boss.agent_id, "user:boss"),
        ("stop_monitoring", interaction_id, boss.agent_id, "user:boss"),
    ]


async def test_agents_may_not_listen_and_a_mode_is_one_of_three(hub: TestHub) -> None:
    anna, boss = await hub.agent(), await hub.supervisor(is_agent=True)
    interaction_id = await waiting(hub)
    await anna.post(f"/interactions/{interaction_id}/monitor", {"mode": "listen"}, status=403)
    await anna.get(f"/interactions/{interaction_id}/monitor", status=403)
    await boss.post(f"/interactions/{interaction_id}/monitor", {"mode": "conference"}, status=422)
    await boss.post("/interactions/nothing/monitor", {"mode": "listen"}, status=404)
    assert hub.calls.asked == []
