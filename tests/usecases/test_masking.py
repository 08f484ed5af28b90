"""Card numbers that customers write do not get into the log; what the provider sent is kept apart."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.blobs.folder import FolderBlobs
from hub.clock import SystemClock
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.domain.masking import Masking, Secret
from hub.domain.messages import MessageKind
from hub.domain.queues import Queue
from hub.ports.channels import Inbound, RawPayload
from hub.ports.database import Database
from hub.services.intake.entry import EntryDesk
from hub.services.intake.intake import Intake

CARD = "4111 1111 1111 1111"
HIDDEN = "**** **** **** 1111"


@pytest.fixture
async def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


async def taken_in(database: Database, blobs: FolderBlobs, *, masking: Masking) -> str:
    now, clock = datetime.now(UTC), SystemClock()
    await database.write(lambda tx: tx.queues.add(Queue(id=new_id(), name="Support", created_at=now, updated_at=now)))
    intake = Intake(
        database=database,
        blobs=blobs,
        clock=clock,
        desk=EntryDesk(database, clock),
        on_stored=lambda _: None,
        masking=masking,
    )
    inbound = Inbound(
        channel="mail",
        kind=InteractionKind.EMAIL,
        message_kind=MessageKind.EMAIL,
        provider_id="mail-1",
        sender="anna@example.com",
        sender_kind="email",
        our_address="service@hub.example",
        subject=f"Card {CARD}",
        text=f"Please charge {CARD}, 谢谢",
        html=f'<p>Please charge <b>{CARD}</b><img src="https://shop.example/{CARD}.png"></p>',
        raw=RawPayload(content_type="message/rfc822", headers={}, body=f"Please charge {CARD}".encode()),
        received_at=now,
    )
    outcome = await intake.deliver(inbound)
    return outcome.interaction_id or ""


async def test_a_card_number_is_hidden_before_it_is_stored(database: Database, blobs: FolderBlobs) -> None:
    masking = Masking(secrets=frozenset({Secret.CARD}))
    interaction_id = await taken_in(database, blobs, masking=masking)

    [message] = await database.read(lambda tx: tx.messages.of_interaction(interaction_id))
    interaction = await database.read(lambda tx: tx.interactions.get(interaction_id))
    hits = await database.read(lambda tx: tx.search.find("1111", limit=10).hits)

    assert interaction is not None
    assert (message.text, message.subject) == (f"Please charge {HIDDEN}, 谢谢", f"Card {HIDDEN}")
    assert (interaction.subject, CARD in interaction.last_text) == (f"Card {HIDDEN}", False)
    assert message.html_blob is not None
    html = (await blobs.get(message.html_blob)).decode()
    assert html == f'<p>Please charge <b>{HIDDEN}</b><img src="https://shop.example/{CARD}.png"></p>'
    assert all(CARD not in hit.excerpt for hit in hits)


async def test_without_the_setting_everything_stays(database: Database, blobs: FolderBlobs) -> None:
    interaction_id = await taken_in(database, blobs, masking=Masking())
    [message] = await database.read(lambda tx: tx.messages.of_interaction(interaction_id))
    assert CARD in message.text


@pytest.mark.parametrize("html", ["<" * 200_000, "a>" * 100_000, f"<p {'x' * 300_000}", f"{CARD}<"])
def test_broken_html_does_no_harm(html: str) -> None:
    assert len(Masking(secrets=frozenset({Secret.CARD})).html(html)) == len(html)
