"""The knowledge base over HTTP."""

from typing import Any

import pytest
from aiohttp import FormData

from tests.http.hub import Browser, TestHub
from tests.http.test_chat_widget import PNG

TYRE = {
    "locale": "en",
    "kind": "problem_solution",
    "title": "A flat tyre on the road",
    "problem": "The tyre loses air within hours.",
    "body": "1. Take the wheel out\n2. **Patch** the tube\n\n[Video](https://harbour.example/tube)",
    "tags": ["tyre", "workshop"],
    "product": "City bike",
}


async def article(who: Browser, **changes: Any) -> dict[str, Any]:
    made: dict[str, Any] = await who.post("/articles", {**TYRE, **changes}, status=201)
    return made


async def published(root: Browser, **changes: Any) -> dict[str, Any]:
    made = await article(root, **changes)
    shown: dict[str, Any] = await root.post(f"/articles/{made['id']}/publish")
    return shown


async def test_an_article_is_written_changed_and_published(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    made = await article(anna)
    await anna.post(f"/articles/{made['id']}/publish", status=403)
    first = await root.post(f"/articles/{made['id']}/publish")

    changed = await anna.patch(
        f"/articles/{made['id']}", {"body": "Call the workshop.", "note": "Simpler"}, version=first["version"]
    )

    assert (made["state"], first["state"], first["published_number"]) == ("draft", "published", 1)
    assert first["body_html"].startswith("<ol>\n<li>Take the wheel out</li>")
    assert first["plain"] == "1. Take the wheel out\n2. Patch the tube\n\nVideo (https://harbour.example/tube)"
    assert (changed["number"], changed["published_number"], changed["body"]) == (2, 1, TYRE["body"])
    second = await root.post(f"/articles/{made['id']}/publish")
    assert second["body"] == "Call the workshop."
    history = (await anna.get(f"/articles/{made['id']}/versions"))["items"]
    assert [(each["number"], each["note"], each["author"], each["published"]) for each in history] == [
        (2, "Simpler", "Anna", True),
        (1, "", "Anna", False),
    ]
    await anna.patch(f"/articles/{made['id']}", {"title": "x"}, version=1, status=412)


async def test_an_old_version_is_compared_and_restored(hub: TestHub) -> None:
    root = await hub.admin()
    made = await article(root)
    await root.patch(f"/articles/{made['id']}", {"body": "1. Take the wheel out\n2. Buy a new one"})

    diff = await root.get(f"/articles/{made['id']}/diff?from=1&to=2")
    restored = await root.post(f"/articles/{made['id']}/restore", {"number": 1, "note": "The patch holds"})

    assert [each["op"] for each in diff["body"]] == ["same", "removed", "removed", "removed", "added"]
    assert (restored["number"], restored["body"]) == (3, TYRE["body"])
    again = await root.post(f"/articles/{made['id']}/restore", {"number": 1}, status=409)
    assert "says what the newest version says" in again["detail"]
    await root.get(f"/articles/{made['id']}/versions/9", status=404)


async def test_the_older_language_is_shown_as_behind(hub: TestHub) -> None:
    root = await hub.admin()
    english = await published(root)
    chinese = await root.post(
        "/articles",
        {"locale": "zh-CN", "title": "路上爆胎", "body": "请补胎。", "translation_of": english["id"]},
        status=201,
    )

    await root.patch(f"/articles/{english['id']}", {"body": "Call us."})
    behind = await root.get(f"/articles/{chinese['id']}")
    needs = await root.get("/articles?needs=zh-CN")
    await root.patch(f"/articles/{chinese['id']}", {"body": "请致电。", "in_step": True})

    assert (chinese["group_id"], chinese["kind"], chinese["tags"]) == (
        english["group_id"],
        english["kind"],
        TYRE["tags"],
    )
    assert behind["behind"]
    assert [each["id"] for each in needs["items"]] == [chinese["id"]]
    assert not (await root.get(f"/articles/{chinese['id']}"))["behind"]
    assert [each["locale"] for each in (await root.get(f"/articles/{english['id']}"))["translations"]] == ["zh-CN"]
    await root.post("/articles", {"locale": "zh-CN", "title": "x", "translation_of": english["id"]}, status=409)
    assert (await root.get("/articles?needs=fr"))["items"] != []


async def test_search_finds_titles_first_in_both_languages(hub: TestHub) -> None:
    root = await hub.admin()
    late = await published(root, title="Late parcels", problem="", kind="technique", body="Say sorry. 退款可以吗")
    refund = await published(root, title="退款政策", locale="zh-CN", problem="", kind="case", body="七天内可以退款")
    await article(root, title="Parcel draft", locale="en", problem="", kind="product", body="refund")

    chinese = await root.get("/articles?q=退款")
    single = await root.get("/articles?q=款&kind=case")
    typed = await root.get("/articles?q=parc&state=published")
    nothing = await root.get("/articles?q=政退")

    assert [each["id"] for each in chinese["items"]] == [refund["id"], late["id"]]
    assert [each["id"] for each in single["items"]] == [refund["id"]]
    assert [each["id"] for each in typed["items"]] == [late["id"]]
    assert nothing["items"] == []


async def test_what_is_public_has_a_page(hub: TestHub) -> None:
    root = await hub.admin()
    english = await published(root, visibility="public")
    chinese = await root.post(
        "/articles",
        {
            "locale": "zh-CN",
            "title": "路上爆胎",
            "body": "<script>alert(1)</script>",
            "visibility": "public",
            "translation_of": english["id"],
        },
        status=201,
    )
    chinese = await root.post(f"/articles/{chinese['id']}/publish")

    page = await hub.client.get(english["link"])
    head = await hub.client.head(english["link"])
    again = await hub.client.get(english["link"], headers={"If-None-Match": page.headers["ETag"]})
    other = await (await hub.client.get(chinese["link"])).text()

    text = await page.text()
    assert (page.status, head.status, again.status) == (200, 200, 304)
    assert "<h1>A flat tyre on the road</h1>" in text
    assert "<li><strong>Patch</strong> the tube</li>" in text
    assert f'hreflang="zh-CN" href="http://hub.test{chinese["link"]}"' in text
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "<script" not in other
    assert (await root.get(f"/articles/{english['id']}"))["usage"]["views"] == 0
    await root.post(f"/articles/{english['id']}/archive")
    assert (await hub.client.get(english["link"])).status == 404
    assert (await hub.client.get("/kb/style.css")).status == 200


async def test_a_picture_is_shown_where_the_article_is(hub: TestHub) -> None:
    root = await hub.admin()
    form = FormData()
    form.add_field("file", PNG, filename="wheel.png", content_type="image/png")
    answer = await hub.client.post("/api/v1/attachments", data=form, headers=root.headers)
    key = (await answer.json())["id"]
    made = await published(root, visibility="public", body=f"![the wheel](attachment:{key})")

    shown = await hub.client.get(f"{made['link']}/{key}")

    assert f'<img src="/api/v1/attachments/{key}" alt="the wheel">' in made["body_html"]
    assert f'<img src="{made["link"]}/{key}"' in await (await hub.client.get(made["link"])).text()
    assert (shown.status, shown.content_type, await shown.read()) == (200, "image/png", PNG)
    assert (await hub.client.get(f"{made['link']}/other")).status == 404
    await root.patch(f"/articles/{made['id']}", {"visibility": "internal"})
    assert (await hub.client.get(f"{made['link']}/{key}")).status == 404


async def test_drafts_and_internal_ones_have_no_page(hub: TestHub) -> None:
    root = await hub.admin()
    internal = await published(root)
    draft = await article(root, visibility="public")

    assert internal["link"] is None
    assert draft["link"] is None


async def test_readers_say_what_helped(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    made = await published(root)

    await anna.post(f"/articles/{made['id']}/feedback", {"helpful": False, "comment": "Too long"})
    await anna.post(f"/articles/{made['id']}/feedback", {"helpful": True})
    shown = await root.post(f"/articles/{made['id']}/feedback", {"helpful": False})
    used = await anna.post(f"/articles/{made['id']}/uses", {"use": "viewed"})

    assert (shown["usage"]["helpful"], shown["usage"]["unhelpful"]) == (1, 1)
    assert (used["usage"]["views"], used["usage"]["uses"], used["usage"]["last_used_at"]) == (1, 0, None)
    assert len((await root.get(f"/articles/{made['id']}/feedback"))["items"]) == 2


async def test_the_overview_counts(hub: TestHub) -> None:
    root = await hub.admin()
    await published(root)
    await article(root, title="Saddle", tags=["workshop"], review_on="2020-01-01")

    facets = await root.get("/articles/facets")

    assert facets["kinds"] == {"problem_solution": 2}
    assert facets["tags"] == {"tyre": 1, "workshop": 2}
    assert facets["work"] == {"drafts": 1, "overdue": 1, "behind": 0}
    assert [each["title"] for each in (await root.get("/articles?review=overdue"))["items"]] == ["Saddle"]
    assert len((await root.get("/articles?tag=workshop"))["items"]) == 2


@pytest.mark.parametrize(
    ("fields", "field", "status"),
    [
        ({"title": " "}, "title", 422),
        ({"kind": "case"}, "problem", 422),
        ({"owner_agent_id": "nobody"}, "owner_agent_id", 422),
        ({"translation_of": "none"}, "translation_of", 404),
        ({"locale": "?"}, "locale", 422),
        ({"review_on": "2026-02-30"}, "review_on", 422),
    ],
)
async def test_what_is_no_article(hub: TestHub, fields: dict[str, Any], field: str, status: int) -> None:
    root = await hub.admin()
    problem = await root.post("/articles", {**TYRE, **fields}, status=status)
    assert problem["errors"][0]["field"] == field


async def test_agents_write_but_do_not_decide_who_reads(hub: TestHub) -> None:
    anna = await hub.agent()
    refused = await anna.post("/articles", {**TYRE, "visibility": "public"}, status=403)
    assert refused["errors"][0]["field"] == "visibility"


async def test_what_is_put_away_is_left_alone(hub: TestHub) -> None:
    root = await hub.admin()
    made = await published(root)
    await root.post(f"/articles/{made['id']}/archive")

    assert (await root.get("/articles"))["items"] == []
    assert [each["id"] for each in (await root.get("/articles?state=archived"))["items"]] == [made["id"]]
    await root.patch(f"/articles/{made['id']}", {"title": "x"}, status=409)
    back = await root.post(f"/articles/{made['id']}/take-back")
    assert (back["state"], back["published_number"]) == ("draft", None)
