"""A channel kind of a third party delivers, routes and replies without a change in the hub."""

import sys
from pathlib import Path

import aiohttp
import pytest

from hub.domain.deliveries import DeliveryState
from hub.domain.messages import Author, AuthorType
from hub.errors import ConflictError
from hub.ports.repositories import Tx
from hub.services.conversations.outgoing import Draft
from hub.services.conversations.replies import reply
from tests.support.whole_hub import whole_hub

PIGEON = Path(__file__).resolve().parents[1] / "support" / "pigeon"


async def test_a_third_partys_kind_delivers_routes_and_replies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(PIGEON)
    monkeypatch.delitem(sys.modules, "pigeon_post", raising=False)
    async with whole_hub(tmp_path, channels={"roof": {"kind": "pigeon", "loft": "north tower"}}) as hub:
        await hub.ready("Anna")
        async with aiohttp.ClientSession() as http:
            answer = await http.post(f"{hub.url}/hooks/roof", data="ring-7 the siege goes on, send bread")
            empty = await http.post(f"{hub.url}/hooks/roof", data="ring-7")
        assert (answer.status, empty.status) == (204, 400)
        await hub.accept("Anna")
        interaction = await hub.until_state("active", kind="webhook")
        assert (interaction.channel, interaction.last_text) == ("roof", "the siege goes on, send bread")
        assert interaction.customer_id is not None
        draft = Draft(text="bread is on its way", author=Author(type=AuthorType.AGENT, name="Anna"))
        parts, agent_id = hub.parts, hub.agents["Anna"].id

        def answered(tx: Tx) -> object:
            return reply(tx, interaction.id, draft, agent_id=agent_id, channels=parts.channels, now=parts.clock.now())

        await parts.database.write(answered)
        parts.pump.wake()
        delivered = await hub.until(
            "the flight",
            lambda tx: [
                each
                for each in tx.messages.of_interaction(interaction.id)
                if each.delivery and each.delivery.state is DeliveryState.ACCEPTED
            ],
        )
        assert delivered[0].provider_id == "flight-1"
        flown = parts.channels.get("roof").flown  # type: ignore[attr-defined]  # the pigeon's own
        assert [(each.to, each.text) for each in flown] == [("ring-7", "bread is on its way")]
        async with aiohttp.ClientSession() as http:
            await http.post(f"{hub.url}/hooks/roof", data="ring-7 STOP")
        with pytest.raises(ConflictError, match="opted out"):
            await parts.database.write(answered)


async def test_settings_of_a_third_partys_kind_are_checked_like_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.config import load_config  # noqa: PLC0415 - the path must be set first
    from hub.errors import StartUpError  # noqa: PLC0415

    monkeypatch.syspath_prepend(PIGEON)
    file = tmp_path / "hub.toml"
    file.write_text('[channels.roof]\nkind = "pigeon"\nwings = 2\n')
    with pytest.raises(StartUpError) as refused:
        load_config(file, environ={})
    assert sorted(each.field for each in refused.value.problems) == ["channels.roof.loft", "channels.roof.wings"]
