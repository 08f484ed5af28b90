"""The phones over HTTP and WebSocket, as the page on which a person plays a customer uses them."""

import base64
from typing import Any

import aiohttp
import pytest

from hub.demo.carrier import Carrier, Settings
from tests.demo.peer import CUSTOMER, OURS, Peer

PAGE = "http://127.0.0.1:9999"


@pytest.fixture
async def session(carrier: Carrier) -> Any:
    async with aiohttp.ClientSession(f"{carrier.base_url}/control/phones/") as session:
        yield session


async def until(socket: aiohttp.ClientWebSocketResponse, **wanted: Any) -> dict[str, Any]:
    while True:
        state: dict[str, Any] = await socket.receive_json(timeout=10)
        call = state["call"] or {}
        if all(call.get(name) == value for name, value in wanted.items()):
            return state


async def test_a_page_calls_presses_and_sees_what_is_spoken(
    carrier: Carrier, peer: Peer, session: aiohttp.ClientSession
) -> None:
    carrier.add_number(OURS, voice_url=f"{peer.url}/voice")
    peer.says |= {
        "/voice": '<Response><Gather numDigits="1" action="/menu"><Say>Press 2</Say></Gather></Response>',
        "/menu": "<Response><Say>Two</Say><Pause length='600'/></Response>",
    }
    async with session.ws_connect(f"{CUSTOMER}/events") as socket:
        assert (await socket.receive_json())["state"] == "idle"
        assert (await session.post(f"{CUSTOMER}/call", json={"to": OURS})).status == 200
        state = await until(socket, connected=True)
        while not state["call"]["heard"]:
            state = await until(socket, connected=True)
        assert state["call"]["heard"][0]["text"] == "Press 2"
        await session.post(f"{CUSTOMER}/press", json={"keys": "2"})
        assert (await peer.until("/menu"))["Digits"] == "2"
        refused = await session.post(f"{CUSTOMER}/call", json={"to": OURS})
        assert (refused.status, (await refused.json())["error"]) == (409, f"{CUSTOMER} is in a call; hang up first")
        await session.post(f"{CUSTOMER}/hang_up")
        assert (await until(socket, state="ended"))["call"]["outcome"] == "completed"


async def test_a_page_texts_a_picture_and_reads_the_answer(
    carrier: Carrier, peer: Peer, session: aiohttp.ClientSession
) -> None:
    carrier.add_number(OURS, sms_url=f"{peer.url}/sms")
    peer.says["/sms"] = "<Response><Message>Nice</Message></Response>"
    picture = {"content_type": "image/png", "data": base64.b64encode(b"\x89PNG").decode()}
    await session.post(f"{CUSTOMER}/text", json={"to": OURS, "body": "look", "media": [picture]})
    await carrier.phone(CUSTOMER).until_text("Nice")
    state = await (await session.get(CUSTOMER)).json()
    assert [(text["body"], text["outgoing"]) for text in state["texts"]] == [("look", True), ("Nice", False)]
    file = await session.get(carrier.base_url + state["texts"][0]["media"][0]["url"])
    assert (await file.read(), file.content_type) == (b"\x89PNG", "image/png")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("press", {"keys": "x"}, 409),
        ("call", {}, 400),
        ("set", {"ring": "loud"}, 400),
        ("sing", {}, 404),
        ("text", {"to": OURS, "media": [{}]}, 400),
        ("text", {"to": OURS, "body": "x" * 1601}, 400),
    ],
)
async def test_wrong_requests_are_explained(
    session: aiohttp.ClientSession, path: str, body: dict[str, Any], status: int
) -> None:
    answer = await session.post(f"{CUSTOMER}/{path}", json=body)
    assert answer.status == status
    assert (await answer.json())["error"]


async def test_another_sites_page_is_refused() -> None:
    async with (
        Carrier(Settings(speed=50, control_origins=frozenset({PAGE}))) as carrier,
        aiohttp.ClientSession(f"{carrier.base_url}/control/phones/") as session,
    ):
        ours = await session.get(CUSTOMER, headers={"Origin": PAGE})
        assert (ours.status, ours.headers["Access-Control-Allow-Origin"]) == (200, PAGE)
        assert (await session.get(CUSTOMER, headers={"Origin": carrier.base_url})).status == 200
        assert (await session.get(CUSTOMER, headers={"Origin": "https://evil.example"})).status == 403
        rebound = {"Origin": "http://evil.example", "Host": "evil.example"}
        assert (await session.get(CUSTOMER, headers=rebound)).status == 403
        before = await session.options(f"{CUSTOMER}/press", headers={"Origin": PAGE})
        assert (before.status, before.headers["Access-Control-Allow-Methods"]) == (204, "GET, POST")
