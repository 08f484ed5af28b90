"""Files both ways: never run in our origin, seekable, signed for providers; a mail's HTML in its own policy."""

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import FormData

from hub.domain.ids import new_id
from hub.domain.interactions import Direction, Interaction, InteractionKind, InteractionState
from hub.domain.messages import Attachment, Author, AuthorType, Message, MessageKind
from hub.ports.repositories import Tx
from hub.web.media import LIFE, MediaSigner
from tests.http.hub import Browser, TestHub


async def upload(who: Browser, data: bytes, name: str, type_: str, status: int = 201) -> dict[str, Any]:
    form = FormData(quote_fields=False)  # as browsers do (https://html.spec.whatwg.org/#multipart-form-data)
    form.add_field("file", data, filename=name, content_type=type_)
    answer = await who.hub.client.post("/api/v1/attachments", data=form, headers=who.headers)
    assert answer.status == status, await answer.text()
    body: dict[str, Any] = await answer.json()
    return body


async def received(hub: TestHub, html: str, *, agent_id: str | None = None) -> tuple[str, str, str]:
    """A mail with an inline image; returns the interaction's, the message's and the image's ids."""
    now = hub.services.clock.now()
    interaction = Interaction(
        id=new_id(),
        channel="mail",
        kind=InteractionKind.EMAIL,
        state=InteractionState.ACTIVE,
        agent_id=agent_id,
        created_at=now,
        updated_at=now,
    )
    message_id = new_id()
    image = Attachment(
        id=new_id(),
        message_id=message_id,
        name="logo.png",
        type="image/png",
        size=3,
        blob=await hub.services.blobs.put(b"png"),
        content_id="logo@x",
        inline=True,
    )
    message = Message(
        id=message_id,
        interaction_id=interaction.id,
        channel="mail",
        seq=1,
        direction=Direction.IN,
        kind=MessageKind.EMAIL,
        html_blob=await hub.services.blobs.put(html.encode()),
        author=Author(type=AuthorType.CUSTOMER),
        attachments=(image,),
        created_at=now,
    )

    def work(tx: Tx) -> None:
        tx.interactions.add(interaction)
        tx.messages.add(message)

    await hub.database.write(work)
    return interaction.id, message_id, image.id


async def test_an_upload_waits_for_its_message(hub: TestHub) -> None:
    anna = await hub.agent()
    file = await upload(anna, b"hello", "Angebot für Li.txt", "text/plain")

    answer = await hub.client.get(file["url"], headers=anna.headers)

    assert (file["name"], file["size"], file["type"]) == ("Angebot für Li.txt", 5, "text/plain")
    assert await answer.read() == b"hello"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "filename*=UTF-8''Angebot%20f%C3%BCr%20Li.txt" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("type_", "disposition", "served"),
    [
        ("image/png", "inline", "image/png"),
        ("audio/mpeg", "inline", "audio/mpeg"),
        ("image/svg+xml", "attachment", "application/octet-stream"),
        ("text/html", "attachment", "application/octet-stream"),
        ("application/xhtml+xml", "attachment", "application/octet-stream"),
        ("text/javascript", "attachment", "application/octet-stream"),
        ("application/pdf", "attachment", "application/pdf"),
    ],
)
async def test_only_harmless_files_are_shown(hub: TestHub, type_: str, disposition: str, served: str) -> None:
    anna = await hub.agent()
    file = await upload(anna, b"x", "x", type_)

    shown = await hub.client.get(file["url"], headers=anna.headers)
    saved = await hub.client.get(f"{file['url']}?download=1", headers=anna.headers)

    assert shown.headers["Content-Disposition"].startswith(disposition)
    assert shown.content_type == served
    assert saved.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("wanted", "status", "body", "content_range"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=5-99", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=3-2", 416, b"", "bytes */10"),
        ("bytes=", 416, b"", "bytes */10"),
    ],
)
async def test_recordings_can_be_sought_in(
    hub: TestHub, wanted: str, status: int, body: bytes, content_range: str
) -> None:
    anna = await hub.agent()
    file = await upload(anna, b"0123456789", "call.wav", "audio/wav")

    answer = await hub.client.get(file["url"], headers={**anna.headers, "Range": wanted})

    assert (answer.status, await answer.read()) == (status, body)
    assert answer.headers["Content-Range"] == content_range


async def test_uploads_have_a_limit_and_a_form(hub: TestHub) -> None:
    anna = await hub.agent()
    object.__setattr__(hub.services.settings, "max_upload_bytes", 10)

    await upload(anna, b"0123456789", "fits", "text/plain")
    await upload(anna, b"0123456789X", "too large", "text/plain", status=413)
    await anna.send("POST", "/attachments", {"file": "x"}, status=422)
    form = FormData()
    form.add_field("other", b"x", filename="x")
    answer = await hub.client.post("/api/v1/attachments", data=form, headers=anna.headers)
    assert answer.status == 422


async def test_files_are_for_those_who_are_signed_in(hub: TestHub) -> None:
    anna = await hub.agent()
    file = await upload(anna, b"x", "x", "text/plain")

    assert (await hub.client.get(file["url"])).status == 401
    assert (await hub.client.get("/api/v1/attachments/none", headers=anna.headers)).status == 404


async def test_a_provider_fetches_by_a_signed_address_for_a_day(hub: TestHub) -> None:
    _, _, image_id = await received(hub, "<p>x</p>")
    settings, clock = hub.services.settings, hub.services.clock
    signer = MediaSigner(secret=settings.secret, public_url=hub.origin, clock=clock)
    url = signer(image_id)

    answer = await hub.client.get(url.removeprefix(hub.origin))

    assert (answer.status, await answer.read()) == (200, b"png")
    for forged in (url[:-4] + "AAAA", f"{hub.origin}/media/AAAA", f"{hub.origin}/media/%C3%A9"):
        assert (await hub.client.get(forged.removeprefix(hub.origin))).status == 404
    token = url.rsplit("/", 1)[1]
    assert signer.read(token, clock.now()) == image_id
    with pytest.raises(Exception, match="expired"):
        signer.read(token, clock.now() + LIFE + timedelta(seconds=1))


async def test_a_mail_is_shown_without_its_teeth(hub: TestHub) -> None:
    anna = await hub.agent()
    html = '<p onclick="x()">Hi</p><script>x()</script><img src="cid:logo@x"><img src="https://spy.example/p.gif">'
    _, message_id, image_id = await received(hub, html)

    quiet = await hub.client.get(f"/api/v1/messages/{message_id}/html", headers=anna.headers)
    allowed = await hub.client.get(f"/api/v1/messages/{message_id}/html?images=1", headers=anna.headers)

    text = await quiet.text()
    assert "script" not in text
    assert "onclick" not in text
    assert ' src="https://spy.example' not in text
    assert f"/api/v1/attachments/{image_id}" in text
    assert "img-src 'self' data:;" in quiet.headers["Content-Security-Policy"]
    assert "sandbox" in quiet.headers["Content-Security-Policy"]
    assert ' src="https://spy.example' in await allowed.text()
    await anna.get("/messages/none/html", status=404)
