"""The one search box: what was meant exactly comes first, each type has its own hits, cases and articles are found."""

from typing import Any

import pytest

from tests.http.hub import Browser, TestHub


@pytest.fixture
async def anna(hub: TestHub) -> Browser:
    """An agent, with a customer, a contact, a case and an article about the same matter."""
    anna = await hub.agent()
    points = [{"kind": "phone", "value": "+8613912345678"}]
    customer = await anna.post("/customers", {"name": "王小明", "contact_points": points, "tags": ["vip"]}, status=201)
    contact = {"channel": "manual", "customer_id": customer["id"], "text": "问了发票的问题"}
    await anna.post("/interactions", contact, status=201)
    case = {"kind": "request", "subject": "发票没有收到", "customer_id": customer["id"], "tags": ["late"]}
    await anna.post("/cases", case, status=201)
    article = {"kind": "technique", "locale": "zh-CN", "title": "怎样开发票", "body": "在订单里申请。"}
    root = await hub.admin()
    written = await root.post("/articles", article, status=201)
    await root.post(f"/articles/{written['id']}/publish")
    return anna


def types(answer: dict[str, Any]) -> list[str]:
    return [each["type"] for each in answer["items"]]


async def test_each_type_has_its_own_hits(anna: Browser) -> None:
    assert types(await anna.get("/search?q=发票&each=3")) == ["case", "article", "message"]
    assert types(await anna.get("/search?q=发票&types=case,article&limit=1")) == ["article"]
    assert types(await anna.get("/search?q=发票&tag=late")) == ["case"]
    assert types(await anna.get("/search?q=发票&state=published")) == ["article"]


async def test_pages_follow_each_other(anna: Browser) -> None:
    first = await anna.get("/search?q=发票&limit=2")
    rest = await anna.get(f"/search?q=发票&limit=2&after={first['next']}")
    assert sorted(types(first) + types(rest)) == ["article", "case", "message"]
    assert rest["next"] is None


async def test_what_was_meant_exactly_comes_first(anna: Browser) -> None:
    [case] = (await anna.get("/cases"))["items"]
    assert (await anna.get("/search?q=C-1"))["items"][0]["id"] == case["id"]
    assert (await anna.get(f"/search?q={case['number']}&each=5"))["items"][0]["id"] == case["id"]
    for typed in ("%2B86 139 1234 5678", "5678"):
        assert types(await anna.get(f"/search?q={typed}&each=5")) == ["customer"]


async def test_an_unknown_type_is_named(anna: Browser) -> None:
    answer = await anna.get("/search?q=x&types=case,people", status=422)
    assert answer["errors"][0]["field"] == "types"
    assert "'people' is no type" in answer["errors"][0]["message"]
