"""Two records become one and part again, with every interaction back where it was."""

from typing import Any

import pytest

from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind
from tests.http.hub import Browser, TestHub


async def contact(hub: TestHub, customer_id: str, address: str) -> str:
    """Log a text of a customer."""
    now = hub.services.clock.now()
    interaction = Interaction(
        id=new_id(),
        channel="toy",
        kind=InteractionKind.SMS,
        customer_id=customer_id,
        address=address,
        created_at=now,
        updated_at=now,
    )
    await hub.database.write(lambda tx: tx.interactions.add(interaction))
    return interaction.id


async def owners(anna: Browser, *interaction_ids: str) -> list[str]:
    return [(await anna.get(f"/interactions/{each}"))["customer_id"] for each in interaction_ids]


async def two(anna: Browser) -> tuple[dict[str, Any], dict[str, Any]]:
    target = await anna.post(
        "/customers",
        {"name": "Wang", "tags": ["gold"], "contact_points": [{"kind": "phone", "value": "+8613800138000"}]},
        status=201,
    )
    source = await anna.post(
        "/customers",
        {
            "name": "王小明",
            "language": "zh-CN",
            "tags": ["vip"],
            "attributes": {"size": "L"},
            "contact_points": [{"kind": "email", "value": "wang@example.com"}],
        },
        status=201,
    )
    return target, source


async def test_a_merge_brings_everything_together(hub: TestHub) -> None:
    anna = await hub.agent()
    target, source = await two(anna)
    texts = [await contact(hub, target["id"], "+8613800138000"), await contact(hub, source["id"], "wang@example.com")]

    merged = await anna.post(f"/customers/{target['id']}/merge", {"source_id": source["id"], "reason": "one person"})
    retired = await anna.get(f"/customers/{source['id']}")
    timeline = await anna.get(f"/customers/{target['id']}/timeline")

    customer = merged["customer"]
    assert customer["name"] == "Wang"
    assert customer["language"] == "zh-CN"
    assert customer["tags"] == ["gold", "vip"]
    assert customer["attributes"] == {"size": "L"}
    assert {each["value"] for each in customer["contact_points"]} == {"+8613800138000", "wang@example.com"}
    assert retired["merged_into"] == target["id"]
    assert await owners(anna, *texts) == [target["id"], target["id"]]
    assert len(timeline["items"]) == 2
    assert [each["id"] for each in (await anna.get("/customers"))["items"]] == [target["id"]]


async def test_undone_every_interaction_is_back_where_it_was(hub: TestHub) -> None:
    anna = await hub.agent()
    target, source = await two(anna)
    before = [await contact(hub, target["id"], "+8613800138000"), await contact(hub, source["id"], "wang@example.com")]
    merged = await anna.post(f"/customers/{target['id']}/merge", {"source_id": source["id"]})
    after = await contact(hub, target["id"], "+8613800138000")

    undone = await anna.post(f"/customers/merges/{merged['merge_id']}/undo")
    returned = await anna.get(f"/customers/{source['id']}")
    [line] = (await anna.get(f"/customers/{target['id']}/merges"))["items"]

    assert await owners(anna, *before, after) == [target["id"], source["id"], target["id"]]
    assert undone["customer"]["tags"] == ["gold"]
    assert undone["customer"]["language"] == ""
    assert undone["customer"]["attributes"] == {}
    assert [each["value"] for each in undone["customer"]["contact_points"]] == ["+8613800138000"]
    assert returned["merged_into"] is None
    assert [each["value"] for each in returned["contact_points"]] == ["wang@example.com"]
    assert line["undone_at"] is not None


async def test_desks_are_told_whose_open_contacts_are_now(hub: TestHub) -> None:
    anna = await hub.agent()
    target, source = await two(anna)
    talk = await contact(hub, source["id"], "wang@example.com")

    merged = await anna.post(f"/customers/{target['id']}/merge", {"source_id": source["id"]})
    await anna.post(f"/customers/merges/{merged['merge_id']}/undo")

    await hub.database.number_events()
    events = await hub.database.events_after(0, 100)
    told = [each.data for each in events if (each.type.value, each.subject_id) == ("interaction.updated", talk)]
    assert [each["customer_id"] for each in told] == [target["id"], source["id"]]
    assert [each["version"] for each in told] == [2, 3]


async def test_what_somebody_changed_since_stays(hub: TestHub) -> None:
    anna = await hub.agent()
    target, source = await two(anna)
    merged = await anna.post(f"/customers/{target['id']}/merge", {"source_id": source["id"]})
    await anna.patch(f"/customers/{target['id']}", {"language": "en", "tags": ["gold", "vip", "late"]})

    undone = await anna.post(f"/customers/merges/{merged['merge_id']}/undo")

    assert undone["customer"]["language"] == "en"
    assert undone["customer"]["tags"] == ["gold", "late"]


async def test_what_cannot_be_merged(hub: TestHub) -> None:
    anna = await hub.agent()
    target, source = await two(anna)

    await anna.post(f"/customers/{target['id']}/merge", {"source_id": target["id"]}, status=422)
    await anna.post(f"/customers/{target['id']}/merge", {"source_id": "nobody"}, status=404)
    merged = await anna.post(f"/customers/{target['id']}/merge", {"source_id": source["id"]})
    await anna.post(f"/customers/{target['id']}/merge", {"source_id": source["id"]}, status=409)
    await anna.patch(f"/customers/{source['id']}", {"name": "x"}, status=409)
    await anna.post(f"/customers/merges/{merged['merge_id']}/undo")
    await anna.post(f"/customers/merges/{merged['merge_id']}/undo", status=409)


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
async def test_merges_upon_merges_are_undone_in_any_order(hub: TestHub, order: tuple[str, str]) -> None:
    anna = await hub.agent()
    target, source = await two(anna)
    third = await anna.post("/customers", {"name": "Third"}, status=201)
    merges = {
        "first": await anna.post(f"/customers/{target['id']}/merge", {"source_id": source["id"]}),
        "second": await anna.post(f"/customers/{third['id']}/merge", {"source_id": target["id"]}),
    }

    for which in order:
        await anna.post(f"/customers/merges/{merges[which]['merge_id']}/undo")

    found = {each["name"]: each for each in (await anna.get("/customers"))["items"]}
    assert found.keys() == {"Wang", "王小明", "Third"}
    for before in (target, source, third):
        after = found[before["name"]]
        assert {each["value"] for each in after["contact_points"]} == {
            each["value"] for each in before["contact_points"]
        }
        assert after["tags"] == before["tags"]
