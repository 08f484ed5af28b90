"""Files in chats: what is accepted, who may fetch it, and that nothing of it runs in our origin."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest
from aiohttp import ClientResponse

from tests.http.chat import ChatHub, VisitorPage, running_chat

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[ChatHub]:
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, max_upload_mib=2) as chat:
        yield chat


async def send(chat: ChatHub, token: str, data: bytes, name: str = "a.png") -> ClientResponse:
    headers = {"Authorization": f"Bearer {token}", "Hub-File-Name": quote(name), "Content-Type": "image/png"}
    return await chat.hub.client.post("/chat/upload?channel=chat", data=io.BytesIO(data), headers=headers)


async def uploaded(chat: ChatHub, page: VisitorPage, data: bytes = PNG, name: str = "a.png") -> str:
    answer = await send(chat, page.token, data, name)
    assert answer.status == 201, await answer.text()
    return str((await answer.json())["id"])


async def test_an_uploaded_file_becomes_an_attachment(chat: ChatHub) -> None:
    page = await chat.visit()
    answer = await send(chat, page.token, PNG, "../错误 1.png")
    shown = await answer.json()
    assert (answer.status, shown["name"], shown["type"], shown["size"]) == (201, "错误 1.png", "image/png", len(PNG))
    ack = await page.say("", attachments=[shown["id"]])
    [message] = await chat.messages(ack["conversation"])
    assert [(each.name, each.type, each.size) for each in message.attachments] == [
        ("错误 1.png", "image/png", len(PNG))
    ]


async def test_the_visitor_fetches_a_file_by_its_ticket_alone(chat: ChatHub) -> None:
    page = await chat.visit()
    await page.say("look", attachments=[await uploaded(chat, page)])
    [file] = (await page.next("message"))["attachments"]
    answer = await chat.hub.client.get(file["url"])
    assert await answer.read() == PNG
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    path = file["url"].partition("?")[0]
    for query in ("channel=chat", "channel=chat&ticket=nonsense", "channel=chat&ticket=" + page.token):
        assert (await chat.hub.client.get(f"{path}?{query}")).status == 403


async def test_a_ticket_opens_its_own_file_alone(chat: ChatHub) -> None:
    page = await chat.visit()
    ids = [await uploaded(chat, page), await uploaded(chat, page, b"plain words", "b.txt")]
    await page.say("two", attachments=ids)
    one, two = (await page.next("message"))["attachments"]
    crossed = one["url"].partition("?")[0] + "?" + two["url"].partition("?")[2]
    assert (await chat.hub.client.get(crossed)).status == 403


async def test_what_is_no_image_is_saved_and_never_shown(chat: ChatHub) -> None:
    page = await chat.visit()
    await page.say("read", attachments=[await uploaded(chat, page, b"plain words", "b.html")])
    [file] = (await page.next("message"))["attachments"]
    answer = await chat.hub.client.get(file["url"])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content_type == "application/octet-stream"


@pytest.mark.parametrize(
    ("data", "status"), [(b"<script>alert(1)</script>", 415), (b"MZ\x90\x00", 415), (b"", 422), (b"x" * 2_100_000, 413)]
)
async def test_what_is_not_accepted_is_refused(chat: ChatHub, data: bytes, status: int) -> None:
    page = await chat.visit()
    assert (await send(chat, page.token, data)).status == status


async def test_a_body_of_unknown_length_is_counted_while_it_comes(chat: ChatHub) -> None:
    page = await chat.visit()

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    headers = {"Authorization": f"Bearer {page.token}"}
    answer = await chat.hub.client.post("/chat/upload?channel=chat", data=endless(), headers=headers)
    assert answer.status == 413


async def test_uploads_need_a_visitors_token(chat: ChatHub) -> None:
    assert (await send(chat, "nonsense", PNG)).status == 403
    assert (await chat.hub.client.post("/chat/upload?channel=chat", data=PNG)).status == 403
    assert (await chat.hub.client.post("/chat/upload?channel=nosuch", data=PNG)).status == 404


async def test_somebody_elses_upload_cannot_be_sent(chat: ChatHub) -> None:
    one, other = await chat.visit(), await chat.visit()
    receipt = await uploaded(chat, one)
    assert (await other.say("mine", wanted="error", attachments=[receipt]))["code"] == "attachment_gone"
    assert (await other.say("mine", wanted="error", attachments=["nonsense"]))["code"] == "attachment_gone"


async def test_a_days_uploads_are_limited(tmp_path: Path) -> None:
    limits = {"upload_mib_per_day": 1}
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, limits=limits) as chat:
        page = await chat.visit()
        half = PNG + b"\x00" * 600_000
        assert (await send(chat, page.token, half)).status == 201
        late = await send(chat, page.token, half)
        assert late.status == 429
        assert int(late.headers["Retry-After"]) > 0


async def test_the_frame_page_carries_its_settings_and_a_strict_policy(chat: ChatHub) -> None:
    answer = await chat.hub.client.get("/chat/frame?channel=chat&language=zh-CN&theme=dark")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'self' https://shop.example" in policy
    page = await answer.text()
    assert "frame.zh.js" in page
    assert 'data-theme="dark"' in page
    assert "<script>" not in page
    assert "style=" not in page


async def test_settings_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    title = "\"><script>alert('x')</script>"
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, title=title) as chat:
        page = await (await chat.hub.client.get("/chat/frame?channel=chat&language=%22%3E%3Cscript%3E")).text()
        assert "<script>" not in page
        assert "alert(&#x27;x&#x27;)" in page


async def test_the_widgets_script_may_be_used_elsewhere_and_is_asked_for_again(chat: ChatHub) -> None:
    answer = await chat.hub.client.get("/chat/widget.js")
    assert answer.content_type == "text/javascript"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = await chat.hub.client.get("/chat/widget.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304


async def test_pages_of_unknown_channels_and_files_are_missing(chat: ChatHub) -> None:
    for path in ("/chat/frame?channel=nosuch", "/chat/static/secret.js", "/chat/static/frame.xx.js"):
        answer = await chat.hub.client.get(path)
        assert answer.status == 404
        assert json.loads(await answer.text())["status"] == 404
