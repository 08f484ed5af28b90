"""The desk's socket: catching up, live events to those who may see them, heartbeats, reload, slow readers."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from hub.domain.events import EVERYONE, SUPERVISORS, EventType, NewEvent, agent_audience
from hub.domain.users import Role
from hub.errors import BusyError
from hub.services.events import feed as event_feed
from hub.services.events.feed import EventFeed
from hub.web import desk_socket
from tests.http.hub import Browser, TestHub


async def happen(hub: TestHub, *, audience: Sequence[str] = (EVERYONE,), subject: str = "x", **data: Any) -> None:
    """Write an event."""
    event = NewEvent(
        type=EventType.CUSTOMER_UPDATED,
        data=data,
        subject_id=subject,
        audience=tuple(audience),
        at=hub.services.clock.now(),
    )
    await hub.database.write(lambda tx: tx.events.add(event))


async def connect(who: Browser, after: int | None = None) -> tuple[ClientWebSocketResponse, int]:
    """Open the desk's socket and hear its hello."""
    query = "" if after is None else f"?after={after}"
    socket = await who.hub.client.ws_connect(
        f"/ws/desk{query}", headers={"Cookie": who.headers["Cookie"], "Origin": who.hub.origin}
    )
    hello = await socket.receive_json(timeout=5)
    assert hello["type"] == "hello"
    return socket, hello["seq"]


async def next_event(socket: ClientWebSocketResponse) -> dict[str, Any]:
    """The next event, whatever else comes between."""
    while True:
        frame: dict[str, Any] = await socket.receive_json(timeout=5)
        if frame["type"] == "event":
            return frame


async def test_events_arrive_as_they_happen(hub: TestHub) -> None:
    anna = await hub.agent()
    socket, seq = await connect(anna)

    made = await anna.post("/customers", {"name": "Li"}, status=201)
    frame = await next_event(socket)

    assert frame["seq"] > seq
    assert frame["event"] == "customer.created"
    assert frame["data"] == made
    await socket.close()


async def test_a_desk_misses_nothing_between_snapshot_and_socket(hub: TestHub) -> None:
    anna = await hub.agent()
    picture = await anna.get("/desk")
    for number in range(20):
        await happen(hub, number=number)

    socket, _ = await connect(anna, after=picture["seq"])
    await happen(hub, number=20)

    assert [(await next_event(socket))["data"]["number"] for _ in range(21)] == list(range(21))
    await socket.close()


async def test_everybody_hears_only_what_is_theirs(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    await hub.add_user("sue", Role.SUPERVISOR)
    sue = await hub.sign_in("sue")
    sockets = {name: (await connect(who))[0] for name, who in (("anna", anna), ("ben", ben), ("sue", sue))}

    await happen(hub, audience=[agent_audience(anna.agent_id), SUPERVISORS], what="anna's")
    await happen(hub, audience=[SUPERVISORS], what="supervisors'")
    await happen(hub, what="everyone's")

    heard: dict[str, list[str]] = {}
    for name, socket in sockets.items():
        heard[name] = []
        while "everyone's" not in heard[name]:
            heard[name].append((await next_event(socket))["data"]["what"])
        await socket.close()
    assert heard == {
        "anna": ["anna's", "everyone's"],
        "ben": ["everyone's"],
        "sue": ["anna's", "supervisors'", "everyone's"],
    }


async def test_an_agent_hears_a_queue_from_the_moment_of_joining(hub: TestHub) -> None:
    anna, root = await hub.agent("anna"), await hub.admin()
    socket, _ = await connect(anna)
    queue = await root.post("/queues", {"name": "sales"}, status=201)
    await happen(hub, audience=[f"queue:{queue['id']}"], what="before")
    await root.patch(f"/queues/{queue['id']}", {"members": [{"agent_id": anna.agent_id}]})
    await happen(hub, audience=[f"queue:{queue['id']}"], what="member")
    await root.patch(f"/queues/{queue['id']}", {"members": []})
    await happen(hub, audience=[f"queue:{queue['id']}"], what="after")
    await happen(hub, what="last")

    heard: list[str] = []
    while "last" not in heard:
        heard.append((await next_event(socket))["data"].get("what", "queue"))

    assert heard == ["queue", "queue", "member", "queue", "last"]
    await socket.close()


async def test_an_agent_hears_the_queues_of_a_profile_and_comes_again_when_it_changes(hub: TestHub) -> None:
    anna, root = await hub.agent("anna"), await hub.admin()
    queue = await root.post("/queues", {"name": "sales"}, status=201)
    entries = [{"queue_id": queue["id"]}]
    profile = await root.post("/profiles", {"name": "helpers", "entries": entries}, status=201)
    agent = await root.patch(f"/agents/{anna.agent_id}", {"profile_id": profile["id"]})
    socket, _ = await connect(anna)

    await root.patch(f"/queues/{queue['id']}", {"greeting": "Hello"})
    await happen(hub, audience=[f"queue:{queue['id']}"], what="by profile")
    heard = ""
    while heard != "by profile":
        heard = (await next_event(socket))["data"].get("what", "")
    await root.patch(f"/profiles/{profile['id']}", {"entries": []})
    while not socket.closed:
        await socket.receive(timeout=10)

    assert agent["queue_ids"] == [queue["id"]]
    assert socket.close_code == 1013
    again, _ = await connect(anna)
    await root.patch(f"/agents/{anna.agent_id}", {"profile_id": None})
    while not again.closed:
        await again.receive(timeout=10)


async def test_a_desk_that_was_away_too_long_reads_everything_anew(
    hub: TestHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_feed, "_CATCH_UP_MAX", 3)
    anna = await hub.agent()
    _, seq = await connect(anna)
    for number in range(5):
        await happen(hub, number=number)
    live, newest = await connect(anna)
    while newest < seq + 5:
        newest = (await next_event(live))["seq"]

    socket, _ = await connect(anna, after=seq)
    frame = await socket.receive_json(timeout=5)

    assert frame == {"type": "reload"}
    await happen(hub, number=5)
    assert (await next_event(socket))["data"] == {"number": 5}


async def test_a_number_from_another_database_reads_everything_anew(hub: TestHub) -> None:
    anna = await hub.agent()

    socket, _ = await connect(anna, after=10**9)

    assert await socket.receive_json(timeout=5) == {"type": "reload"}


async def test_the_heartbeat(hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_socket, "_HEARTBEAT_S", 0.02)
    anna = await hub.agent()
    socket, _ = await connect(anna)

    assert await socket.receive_json(timeout=5) == {"type": "ping"}
    await socket.send_json({"type": "pong"})
    assert await socket.receive_json(timeout=5) == {"type": "ping"}


async def test_a_busy_desk_is_asked_for_a_sign_of_life_too(hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_socket, "_HEARTBEAT_S", 0.05)
    anna = await hub.agent()
    socket, _ = await connect(anna)

    async def chatter() -> None:
        while True:
            hub.services.feed.push([agent_audience(anna.agent_id)], {"type": "typing"})
            await asyncio.sleep(0.005)

    talking = asyncio.create_task(chatter())
    async with asyncio.timeout(5):
        while await socket.receive_json() != {"type": "ping"}:
            """Whatever else comes."""
    talking.cancel()


async def test_a_silent_desk_is_closed(hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_socket, "_SILENCE_S", 0.05)
    anna = await hub.agent()
    socket, _ = await connect(anna)

    assert (await socket.receive(timeout=5)).type is WSMsgType.CLOSE
    assert socket.close_code == 1001


async def test_routing_hears_when_the_last_desk_goes(hub: TestHub) -> None:
    anna = await hub.agent()
    first, _ = await connect(anna)
    second, _ = await connect(anna)

    await first.close()
    assert hub.router.names() == ["connection_restored"]
    await second.close()
    await hub.router.wait_for("connection_lost")

    assert hub.router.names() == ["connection_restored", "connection_lost"]


async def test_a_shown_offer_is_acknowledged(hub: TestHub) -> None:
    anna = await hub.agent()
    socket, _ = await connect(anna)

    await socket.send_str("no json")
    await socket.send_json(["no", "frame"])
    await socket.send_json({"type": "shown", "offer_id": "o1"})
    await hub.router.wait_for("acknowledge")

    assert ("acknowledge", ("o1", anna.agent_id), {}) in hub.router.asked


async def test_another_sites_page_hears_nothing(hub: TestHub) -> None:
    anna = await hub.agent()

    for headers in ({"Cookie": anna.headers["Cookie"], "Origin": "https://evil.example"}, {"Origin": hub.origin}):
        with pytest.raises(WSServerHandshakeError) as refused:
            await hub.client.ws_connect("/ws/desk", headers=headers)
        assert refused.value.status in (401, 403)


async def test_a_program_may_follow_with_its_token(hub: TestHub) -> None:
    socket = await hub.client.ws_connect("/ws/desk", headers=await hub.token(Role.INTEGRATION))

    assert (await socket.receive_json(timeout=5))["type"] == "hello"


async def test_a_slow_desk_is_sent_away_and_the_others_go_on(hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_socket, "_QUEUE", 5)
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    slow, _ = await connect(anna)
    [subscription] = hub.services.feed.listeners([agent_audience(anna.agent_id)])
    monkeypatch.setattr(desk_socket, "_QUEUE", 1000)
    quick, _ = await connect(ben)

    for number in range(6):
        hub.services.feed.push([agent_audience(anna.agent_id)], {"type": "typing", "number": number})
    assert subscription.overflowed.is_set()
    await happen(hub, what="goes on")

    assert (await next_event(quick))["data"] == {"what": "goes on"}
    while (await slow.receive(timeout=5)).type is WSMsgType.TEXT:
        """What was sent before it was too much."""
    assert slow.close_code == 1013


async def test_events_can_be_read_without_a_socket(hub: TestHub) -> None:
    anna = await hub.agent()
    before = (await anna.get("/desk"))["seq"]
    for number in range(3):
        await happen(hub, number=number)
    await happen(hub, audience=[SUPERVISORS], number=99)

    page = await anna.get(f"/events?after={before}&limit=2")
    rest = await anna.get(f"/events?after={page['next']}")

    assert [each["data"]["number"] for each in page["items"] + rest["items"]] == [0, 1, 2]
    assert rest["next"] is None


async def test_stopping_sends_desks_away_to_come_again(hub: TestHub) -> None:
    anna = await hub.agent()
    socket, _ = await connect(anna)

    closing = asyncio.create_task(hub.client.server.close())

    assert (await socket.receive(timeout=5)).type is WSMsgType.CLOSE
    assert socket.close_code == 1012
    await closing


async def test_a_snapshot_may_be_ahead_of_the_follower(hub: TestHub) -> None:
    anna = await hub.agent()
    await happen(hub, what="seen in the snapshot")
    newest = await hub.database.read(lambda tx: tx.events.newest())
    feed = hub.services.feed

    caught = await EventFeed(hub.database).catch_up([EVERYONE], newest)
    socket, _ = await connect(anna, after=newest)
    await happen(hub, what="new")

    assert (caught.seq, caught.reload) == (newest, False)
    assert (await next_event(socket))["data"] == {"what": "new"}
    assert feed.position >= newest


async def test_whoever_signs_out_hears_no_more(hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_socket, "_AUTHORITY_S", 0.02)
    anna = await hub.agent()
    socket, _ = await connect(anna)

    await anna.send("DELETE", "/session", status=204)

    assert (await socket.receive(timeout=5)).type is WSMsgType.CLOSE
    assert socket.close_code == 1008


async def test_a_desk_opens_though_routing_is_away(hub: TestHub) -> None:
    anna = await hub.agent()
    hub.router.refuse = BusyError("routing has no owner now")

    socket, _ = await connect(anna)

    await happen(hub, what="goes on")
    assert (await next_event(socket))["data"] == {"what": "goes on"}


async def test_an_agent_with_a_desk_here_is_not_lost(hub: TestHub) -> None:
    """Another process that closed the agent's last desk there starts the grace period; this one knows better."""
    anna = await hub.agent()
    _, _ = await connect(anna)
    hub.router.asked.clear()
    event = NewEvent(
        type=EventType.AGENT_UPDATED,
        data={"presence": {"lost_at": "2026-11-22T17:00:00.000Z"}},
        subject_id=anna.agent_id,
        audience=(EVERYONE,),
        at=hub.services.clock.now(),
    )

    await hub.database.write(lambda tx: tx.events.add(event))
    await hub.router.wait_for("connection_restored")

    assert hub.router.asked == [("connection_restored", (anna.agent_id,), {})]


async def test_a_desk_that_is_gone_does_not_keep_the_hub_from_stopping(hub: TestHub) -> None:
    anna = await hub.agent()
    reader, writer = await asyncio.open_connection(hub.client.host, hub.client.port)
    handshake = [
        "GET /ws/desk HTTP/1.1",
        f"Host: {hub.client.host}:{hub.client.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Cookie: {anna.headers['Cookie']}",
        f"Origin: {hub.origin}",
    ]
    writer.write("\r\n".join([*handshake, "", ""]).encode())
    assert b"101" in await reader.readuntil(b"\r\n\r\n")

    async with asyncio.timeout(8):
        await hub.client.server.close()

    writer.close()
