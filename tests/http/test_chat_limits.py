"""What a chat socket refuses, slows down or closes."""

import asyncio
import uuid
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError

from tests.http.chat import SITE, ChatHub, SlowPage, running_chat


@pytest.mark.parametrize("first", ["", "[]", '{"type": "message"}', '{"type": "ping"}'])
async def test_whoever_does_not_say_hello_first_is_sent_away(chat: ChatHub, first: str) -> None:
    socket = await chat.open()
    await socket.send_str(first)
    await socket.receive()
    assert socket.close_code == 1008


async def test_only_allowed_sites_may_open_the_socket(chat: ChatHub) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await chat.open(origin="https://evil.example")
    assert refused.value.status == 403
    assert (await chat.visit(origin=SITE)).welcome["status"] == "offline"


async def test_an_unknown_channel_is_refused_for_good(chat: ChatHub) -> None:
    socket = await chat.open()
    await socket.send_json({"type": "hello", "channel": "nosuch"})
    await socket.receive()
    assert socket.close_code == 4403


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "invalid_frame"),
        ('{"type": "fly"}', "unknown_type"),
        ('{"type": "message", "text": "x"}', "invalid_frame"),
        ('{"type": "message", "cid": "1", "text": "x"}', "invalid_frame"),
        ('{"type": "message", "cid": "0b8cbf4e-4d0b-4e1e-8d1a-111111111111"}', "empty"),
        ('{"type": "message", "cid": "0b8cbf4e-4d0b-4e1e-8d1a-111111111111", "text": 5}', "invalid_frame"),
        (f'{{"type": "message", "cid": "0b8cbf4e-4d0b-4e1e-8d1a-111111111111", "text": "{"x" * 10_001}"}}', "too_long"),
    ],
)
async def test_a_bad_frame_is_named_and_the_conversation_goes_on(chat: ChatHub, frame: str, code: str) -> None:
    page = await chat.visit()
    await page.socket.send_str(frame)
    assert (await page.next("error"))["code"] == code
    assert (await page.say("still here"))["seq"] == 1


async def test_an_oversized_frame_closes_the_socket(chat: ChatHub) -> None:
    page = await chat.visit()
    await page.socket.send_str("x" * 70_000)
    assert await page.closed_with() == 1009


async def test_when_nothing_can_be_stored_the_visitor_is_asked_to_wait_and_nothing_is_acknowledged(
    chat: ChatHub,
) -> None:
    page = await chat.visit()
    chat.host.away = True
    cid = str(uuid.uuid4())
    slow = await page.say("hello", cid=cid, wanted="slow_down")
    assert (slow["cid"], slow["retry_after"]) == (cid, 2.0)
    chat.host.away = False
    assert (await page.say("hello", cid=cid))["seq"] == 1


async def test_a_flood_is_slowed_down(tmp_path: Path) -> None:
    limits = {"messages_per_10_s": 3}
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, limits=limits) as chat:
        page = await chat.visit()
        for number in range(3):
            await page.say(f"{number}")
        slow = await page.say("one too many", wanted="slow_down")
        assert 0 < slow["retry_after"] <= 4


async def test_too_many_sockets_from_one_address_are_sent_away(tmp_path: Path) -> None:
    limits = {"sockets_per_address": 2}
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, limits=limits) as chat:
        kept = [await chat.visit() for _ in range(2)]
        socket = await chat.open()
        await socket.send_json({"type": "hello", "channel": "chat"})
        await socket.receive()
        assert socket.close_code == 4429
        assert await kept[0].pong() == []


async def test_a_stopping_hub_asks_pages_to_come_again(tmp_path: Path) -> None:
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as chat:
        page = await chat.visit()
        closing = asyncio.create_task(page.closed_with())
        await chat.hub.client.server.close()
        assert await closing == 1012


async def test_a_page_that_takes_nothing_is_sent_away_and_misses_nothing(
    chat: ChatHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.web.chat_visitor._MAX_QUEUE", 20)
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    slow = await SlowPage.connect(chat, page.token)
    texts = [f"{number} {'x' * 9_000}" for number in range(120)]
    for text in texts:
        await chat.answer(conversation, text)
    seen, code = await slow.read_to_the_end()
    assert code == 1013
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) < len(texts)
    monkeypatch.undo()
    back = await chat.visit(token=page.token, resume=seen[-1], conversation=conversation)
    missed = [each["seq"] for each in await back.pong() if each["type"] == "message"]
    assert [*seen, *missed] == list(range(1, len(texts) + 2))
