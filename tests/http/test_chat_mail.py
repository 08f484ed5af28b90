"""The whole way of a chat that goes on by mail: the visitor leaves, the answer is mailed, the reply comes back."""

import email
import email.policy
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import aiosmtplib
import pytest
import tomli_w

from hub.app.parts import Parts
from hub.app.serve import running
from hub.config import load_config
from hub.domain.messages import Author, AuthorType
from hub.services.conversations.outgoing import Draft
from hub.services.conversations.replies import reply
from tests.channels.email.mails import mail
from tests.channels.email.smtp_peer import Peer, mail_server
from tests.support.children import free_port


async def hello(session: aiohttp.ClientSession, port: int, **more: Any) -> aiohttp.ClientWebSocketResponse:
    socket = await session.ws_connect(f"http://127.0.0.1:{port}/ws/chat")
    await socket.send_json({"type": "hello", "channel": "chat", **more})
    return socket


async def until(socket: aiohttp.ClientWebSocketResponse, wanted: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = await socket.receive_json(timeout=10)
        if frame["type"] == wanted:
            return frame


async def answer(parts: Parts, interaction_id: str, text: str) -> None:
    draft = Draft(text=text, author=Author(type=AuthorType.AGENT, id="anna", name="Anna"))
    channels, now = parts.channels, datetime.now(UTC)
    await parts.database.write(lambda tx: reply(tx, interaction_id, draft, agent_id=None, channels=channels, now=now))
    parts.pump.wake()


async def test_a_visitor_who_left_is_answered_by_mail_and_the_reply_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.services.conversations.chat_mail.MAIL_AFTER", timedelta(0))
    peer, port, mail_port = Peer(), free_port(), free_port()
    async with mail_server(peer) as out:
        table = {
            "server": {"port": port, "data": str(tmp_path / "data")},
            "security": {"secret": "s" * 40},
            "channels": {
                "chat": {"kind": "webchat"},
                "mail": {
                    "kind": "email",
                    "address": "support@shop.example",
                    "listener": {"port": mail_port},
                    "smtp": {"host": "127.0.0.1", "port": out, "security": "none"},
                },
            },
        }
        file = tmp_path / "hub.toml"
        file.write_text(tomli_w.dumps(table), encoding="utf-8")
        async with running(load_config(file, environ={})) as parts, aiohttp.ClientSession() as session:
            page = await hello(session, port)
            welcome = await until(page, "welcome")
            assert welcome["status"] == "offline"
            said = {"type": "message", "cid": str(uuid.uuid4()), "text": "Do you repair hubs?"}
            await page.send_json({**said, "answers": {"email": "ruiz@example.com"}})
            conversation = (await until(page, "ack"))["conversation"]
            await page.send_json({"type": "ping"})
            await until(page, "pong")
            await page.close()

            await answer(parts, conversation, "We do, on Thursdays.")
            sent = email.message_from_bytes(await peer.mail_number(1), policy=email.policy.default)
            assert sent["To"] == "ruiz@example.com"
            assert "We do, on Thursdays." in sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]

            page = await hello(session, port, token=welcome["token"], resume=2, conversation=conversation)
            await until(page, "welcome")
            reply_to = sent["Reply-To"].addresses[0].addr_spec
            raw = mail(
                f"To: {reply_to}", "Subject: Re: Your chat with us", body="Thursday then", sender="ruiz@example.com"
            )
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=mail_port, start_tls=False) as client:
                await client.sendmail("ruiz@example.com", [reply_to], raw)
            shown = await until(page, "message")
            assert (shown["conversation"], shown["kind"], shown["text"].strip()) == (
                conversation,
                "email",
                "Thursday then",
            )
