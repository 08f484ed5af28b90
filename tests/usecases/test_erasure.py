"""Who is forgotten is found nowhere, is not written to again, and leaves the figures as they were."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.blobs.folder import FolderBlobs
from hub.domain.cases import Case, CaseState
from hub.domain.consent import Consent, ConsentStatus, Purpose
from hub.domain.customers import Birthday, ExternalId
from hub.domain.deliveries import DeliveryState
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.messages import Attachment
from hub.domain.suppressions import AddressHasher
from hub.errors import ConflictError, InvalidError, NotFoundError
from hub.ports.database import Database
from hub.ports.intake import RawRecord
from hub.ports.repositories import Tx
from hub.ports.repositories.access import AuditFilter
from hub.ports.repositories.log import Hit
from hub.services.customers.merging import merge
from hub.services.privacy.erasure import Eraser, erase, erasure_preview
from hub.services.privacy.export import PrivacyExport
from hub.services.tasks.records import NewTask, add_task
from hub.storage.personal_data import APART, DELETED, EMPTIED, IMPERSONAL, PASSING
from hub.storage.tables import metadata
from tests.storage.values import NOW, a_customer, a_delivery, a_message, an_interaction, storing

HASHER = AddressHasher(key=b"pepper")
PHONE, MAIL, OTHER_MAIL = "+4915112345678", "wanda.secret@example.com", "w.secret@work.example"
WORDS = ("Wanda Secret", "王秘密", PHONE, MAIL, OTHER_MAIL, "harvest", "crm-4711", "lives by the lake")


def eraser(**changes: str) -> Eraser:
    return Eraser(hasher=HASHER, reason=changes.get("reason", "request 17"), by="user:ada", at=NOW + timedelta(days=1))


async def wanda(database: Database, *, state: InteractionState = InteractionState.CLOSED) -> tuple[str, str]:
    """A customer of whom every kind of row speaks, one of them under a record that was merged; and another customer."""
    customer = a_customer(
        PHONE,
        MAIL,
        name="Wanda Secret",
        notes="lives by the lake",
        birthday=Birthday(month=5, day=9, year=1980),
        tags=("harvest",),
        attributes={"alias": "王秘密"},
        external_ids=(ExternalId(source="shop", id="crm-4711"),),
    )
    double = a_customer(OTHER_MAIL, name="王秘密")
    other = a_customer("bob@example.com", name="Bob", organisation_id=customer.id)
    talk = an_interaction(
        customer_id=customer.id,
        contact_point_id=customer.contact_points[0].id,
        address=PHONE,
        thread_key=f"ours|{PHONE}",
        subject="the harvest",
        last_text="Wanda Secret here",
        attributes={"name": "Wanda Secret"},
        state=state,
    )
    mail = an_interaction(
        customer_id=double.id, channel="mail", kind=InteractionKind.EMAIL, state=InteractionState.CLOSED
    )
    hello = a_message(talk, text="Wanda Secret asks for the harvest", provider_id="SM1")
    letter = a_message(mail, text="王秘密 writes", subject="harvest", headers={"message_id": f"1.{OTHER_MAIL}"})
    away = Consent(
        id=new_id(),
        customer_id=customer.id,
        kind="email",
        purpose=Purpose.MARKETING,
        status=ConsentStatus.WITHDRAWN,
        source="mail",
        evidence=f"mail of {MAIL}",
        at=NOW,
    )
    gone = Consent(
        id=new_id(), customer_id=customer.id, kind="sms", status=ConsentStatus.WITHDRAWN, source="STOP", at=NOW
    )
    waiting = a_delivery(customer_id=customer.id, address=PHONE, text="Dear Wanda Secret")
    await database.write(storing(customer, double, other, talk, mail, hello, letter, away, gone, waiting))
    await database.write(lambda tx: _more(tx, customer.id, talk, hello.id))
    await database.write(
        lambda tx: merge(tx, customer.id, double.id, reason="one", by="user:ada", expected_version=None, at=NOW)
    )
    return customer.id, other.id


def _more(tx: Tx, customer_id: str, talk: Interaction, message_id: str) -> None:
    tx.messages.add_attachment(
        Attachment(
            id=new_id(), message_id=message_id, name="Wanda Secret.pdf", type="application/pdf", size=3, blob="ab"
        )
    )
    tx.raw_payloads.add(
        RawRecord(
            id=new_id(),
            channel=talk.channel,
            provider_id="SM1",
            content_type="text/plain",
            headers={"From": PHONE},
            body=b"Wanda Secret",
            blob=None,
            error=None,
            received_at=NOW,
        )
    )
    tx.cases.add(
        Case(
            id=new_id(),
            number=1,
            customer_id=customer_id,
            kind="complaint",
            subject="Wanda Secret complains",
            description="about the harvest",
            state=CaseState.CLOSED,
            created_at=NOW,
            updated_at=NOW,
        )
    )
    add_task(tx, NewTask(title="Call Wanda Secret", customer_id=customer_id), at=NOW)


async def everything(database: Database) -> dict[str, str]:
    """The whole database as text, by table, but for what passes by itself."""

    def work(tx: Tx) -> dict[str, str]:
        execute = tx.unit.connection.execute  # type: ignore[attr-defined]
        return {
            table.name: "\n".join(str(tuple(row)) for row in execute(sa.select(table)))
            for table in metadata.sorted_tables
            if table.name not in PASSING | {"event_counter"}
        }

    return await database.read(work)


async def test_every_table_is_known_to_hold_something_personal_or_nothing() -> None:
    lists = [set(DELETED), set(EMPTIED), APART, PASSING, IMPERSONAL]
    assert sorted(name for each in lists for name in each) == sorted(metadata.tables)


async def test_nothing_is_left_of_who_is_forgotten(database: Database) -> None:
    customer_id, other_id = await wanda(database)
    before = await everything(database)
    assert all(any(word in text for text in before.values()) for word in WORDS)

    done = await database.write(lambda tx: erase(tx, customer_id, eraser()))

    after = await everything(database)
    left = {(word, name) for word in WORDS for name, text in after.items() if word in text}
    assert left == set()
    assert len(done["records"]) == 2  # type: ignore[arg-type]
    for word in ("Wanda", "王秘密", "harvest", "crm"):
        assert await database.read(partial(_hits, word=word)) == []
    bob = await database.read(lambda tx: tx.customers.get(other_id))
    assert bob is not None
    assert bob.organisation_id is None
    with pytest.raises(NotFoundError):
        await database.write(lambda tx: erase(tx, customer_id, eraser()))


def _hits(tx: Tx, *, word: str) -> list[Hit]:
    return list(tx.search.find(word, limit=5).hits)


async def test_the_preview_says_what_goes(database: Database) -> None:
    customer_id, _ = await wanda(database)
    said = await database.read(lambda tx: erasure_preview(tx, customer_id))
    done = await database.write(lambda tx: erase(tx, customer_id, eraser()))
    assert said["rows"] == done["rows"]
    assert {
        "contact_points": 3,
        "interactions": 2,
        "messages": 2,
        "attachments": 1,
        "cases": 1,
        "tasks": 1,
    }.items() <= (
        done["rows"].items()  # type: ignore[attr-defined]
    )


async def test_figures_stay(database: Database) -> None:
    customer_id, _ = await wanda(database)
    await database.write(lambda tx: erase(tx, customer_id, eraser()))

    def count(tx: Tx) -> list[int]:
        execute = tx.unit.connection.execute  # type: ignore[attr-defined]
        names = ("interactions", "messages", "cases", "tasks", "deliveries")
        return [execute(sa.select(sa.func.count()).select_from(metadata.tables[name])).scalar_one() for name in names]

    assert await database.read(count) == [2, 2, 1, 1, 1]


async def test_what_was_withdrawn_is_remembered_without_the_address(database: Database) -> None:
    customer_id, _ = await wanda(database)
    await database.write(lambda tx: erase(tx, customer_id, eraser()))

    def holds(tx: Tx) -> list[bool]:
        held = tx.suppressions.holds
        return [
            held("email", [HASHER(MAIL)], "marketing"),
            held("email", [HASHER(MAIL)], "transactional"),
            held("sms", [HASHER(PHONE)], "greeting"),
            held("sms", [HASHER("+4915100000000")], "greeting"),
            held("phone", [HASHER(PHONE)], "greeting"),
        ]

    assert await database.read(holds) == [True, False, True, False, False]


async def test_what_waited_to_be_sent_is_skipped(database: Database) -> None:
    customer_id, _ = await wanda(database)
    await database.write(lambda tx: erase(tx, customer_id, eraser()))
    [delivery] = await database.read(lambda tx: tx.deliveries.page(after=None, limit=10))
    assert (delivery.state, delivery.reason, delivery.address) == (DeliveryState.SKIPPED, "erased", "")


async def test_an_open_contact_stands_in_the_way(database: Database) -> None:
    customer_id, _ = await wanda(database, state=InteractionState.ACTIVE)
    before = await everything(database)
    with pytest.raises(ConflictError, match="close"):
        await database.write(lambda tx: erase(tx, customer_id, eraser()))
    assert await everything(database) == before


async def test_a_message_on_its_way_stands_in_the_way(database: Database) -> None:
    """Its outcome would bring the address back."""
    customer_id, _ = await wanda(database)
    until = NOW + timedelta(minutes=2)
    [leased] = await database.write(lambda tx: tx.deliveries.claim("pump", NOW, until, 10))
    sending = replace(leased, state=DeliveryState.SENDING)
    await database.write(
        lambda tx: tx.deliveries.update(sending, expected_attempt=leased.attempt, expected_states=("leased",))
    )
    with pytest.raises(ConflictError, match="being sent"):
        await database.write(lambda tx: erase(tx, customer_id, eraser()))
    sent = replace(sending, state=DeliveryState.SENT)
    await database.write(
        lambda tx: tx.deliveries.update(sent, expected_attempt=leased.attempt, expected_states=("sending",))
    )
    await database.write(lambda tx: erase(tx, customer_id, eraser()))


async def test_a_reason_is_asked_for(database: Database) -> None:
    customer_id, _ = await wanda(database)
    with pytest.raises(InvalidError, match="why"):
        await database.write(lambda tx: erase(tx, customer_id, eraser(reason=" ")))


async def test_a_merged_record_goes_with_the_one_it_became(database: Database) -> None:
    customer_id, _ = await wanda(database)
    [journal] = await database.read(lambda tx: tx.merges.of_customer(customer_id))
    with pytest.raises(ConflictError, match="merged into"):
        await database.write(lambda tx: erase(tx, journal.source_id, eraser()))


async def test_all_of_it_can_be_handed_out_before(database: Database, tmp_path: Path) -> None:
    customer_id, _ = await wanda(database)
    pack = PrivacyExport(database=database, blobs=FolderBlobs(tmp_path))
    archive = zipfile.ZipFile(io.BytesIO(await pack(customer_id, by="user:ada", at=NOW)))
    texts = "\n".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("data/"))

    assert all(word in texts for word in WORDS)
    assert "Wanda Secret" in archive.read("index.html").decode()
    assert [name for name in archive.namelist() if name.startswith("files")] == []
    assert "Wanda Secret.pdf" in archive.read("missing.txt").decode()
    said = await database.read(lambda tx: tx.audit.page(AuditFilter(subject=customer_id), after=None, limit=1))
    assert [each.action for each in said] == ["customer.exported"]
