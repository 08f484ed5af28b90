"""Canned replies over HTTP: shortcuts, scopes, values, gaps."""

from dataclasses import replace
from typing import Any

import pytest

from tests.http.hub import Browser, TestHub
from tests.http.test_interactions import waiting

THANKS = {
    "name": "Thanks",
    "shortcut": "/Thanks",
    "texts": [
        {"locale": "en", "text": "Thank you, {{ customer.name }}. {{ agent.name }}, {{ organisation.name }}"},
        {"locale": "en", "kind": "sms", "text": "Thanks {{ customer.name or 'a lot' }}! Case {{ case.number }}"},
        {"locale": "zh-CN", "kind": "sms", "text": "谢谢{{ customer.name }}！{{ customer.attributes.bike }}"},
    ],
}


async def canned(who: Browser, status: int = 201, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = await who.post("/canned-replies", {**THANKS, **changes}, status=status)
    return made


async def test_it_is_filled_in_the_customers_language_for_the_channel(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    made = await canned(root)
    customer = await root.post(
        "/customers", {"name": "王小明", "language": "zh-CN", "attributes": {"bike": "折叠车"}}, status=201
    )
    known = await waiting(hub, agent_id=anna.agent_id, customer_id=customer["id"])
    unknown = await waiting(hub, agent_id=anna.agent_id)
    path = f"/canned-replies/{made['id']}/render"

    chinese = await anna.post(path, {"interaction_id": known, "used": True})
    english = await anna.post(path, {"interaction_id": unknown})

    assert (chinese["locale"], chinese["kind"], chinese["text"]) == ("zh-CN", "sms", "谢谢王小明！折叠车")
    assert chinese["missing"] == []
    assert english["text"] == "Thanks a lot! Case ⟦case.number⟧"
    assert english["missing"] == ["case.number"]
    assert (await root.get(f"/canned-replies/{made['id']}"))["usage"]["uses"] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"shortcut": "two words"}, "shortcut"),
        ({"texts": [{"locale": "en", "text": "{{ customer.nam }}"}]}, "texts.0.text"),
        ({"texts": [{"locale": "en", "text": "{{ customer"}]}, "texts.0.text"),
        ({"texts": [{"locale": "en", "text": "a"}, {"locale": "en", "text": "b"}]}, "texts"),
        ({"texts": [{"locale": "en", "text": "a", "subject": "{{ x }}"}]}, "texts.0.subject"),
        ({"texts": [{"locale": "en", "text": "  "}]}, "texts.0.text"),
        ({"scope": "team"}, "team"),
        ({"scope": "personal"}, "scope"),
    ],
)
async def test_what_is_no_canned_reply(hub: TestHub, changes: dict[str, Any], field: str) -> None:
    problem = await canned(await hub.admin(), 422, **changes)
    assert problem["errors"][0]["field"] == field


async def test_a_shortcut_stands_for_one_reply(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    first = await canned(root)
    own = await canned(anna, scope="personal")

    assert first["shortcut"] == "thanks"
    assert own["agent_id"] == anna.agent_id
    assert (await canned(root, 422))["errors"][0]["field"] == "shortcut"
    await root.patch(f"/canned-replies/{first['id']}", {"name": "Danke"}, version=9, status=412)


async def test_everybody_sees_what_is_theirs(hub: TestHub) -> None:
    root, anna, ben = await hub.admin(), await hub.agent(), await hub.agent("ben")

    def into_team(tx: Any) -> None:
        agent = tx.agents.get(anna.agent_id)
        tx.agents.update(replace(agent, team="north", version=agent.version + 1), agent.version)

    await hub.database.write(into_team)
    shared = await canned(root)
    north = await canned(root, scope="team", team="north", shortcut="north")
    own = await canned(ben, scope="personal", shortcut="mine")

    def ids(picture: dict[str, Any]) -> list[str]:
        return [each["id"] for each in picture["canned"]]

    assert ids(await anna.get("/desk")) == [north["id"], shared["id"]]
    assert ids(await ben.get("/desk")) == [own["id"], shared["id"]]
    assert {each["id"] for each in (await root.get("/canned-replies"))["items"]} == {shared["id"], north["id"]}
    await anna.patch(f"/canned-replies/{shared['id']}", {"name": "x"}, status=403)
    await anna.patch(f"/canned-replies/{own['id']}", {"name": "x"}, status=403)
    await ben.patch(f"/canned-replies/{own['id']}", {"scope": "everybody"}, status=403)
    await ben.send("DELETE", f"/canned-replies/{own['id']}", status=204)
    await ben.get(f"/canned-replies/{own['id']}", status=404)
    assert await told(ben) == [(shared["id"], False), (own["id"], False), (own["id"], True)]
    assert await told(anna) == [(shared["id"], False), (north["id"], False)]


async def told(who: Browser) -> list[tuple[str, bool]]:
    """What an agent's desk hears of canned replies."""
    events = (await who.get("/events?after=0"))["items"]
    heard = [each["data"] for each in events if each["type"] == "canned.updated"]
    return [(each["id"], each["deleted"]) for each in heard]
