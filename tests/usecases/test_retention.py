"""What is no longer needed goes, in batches; what is young stays. On both databases."""

from datetime import datetime, timedelta

from hub.clock import SystemClock
from hub.domain.ids import first_id, new_id
from hub.domain.users import Session, User
from hub.ports.database import Database
from hub.ports.intake import RawRecord
from hub.ports.repositories import Tx
from hub.ports.repositories.access import StoredAnswer
from hub.services.privacy.retention import Retention
from tests.support.journal import Leg

CLOCK = SystemClock()
BATCH = 2


def answer(key: str, days: int) -> StoredAnswer:
    at = CLOCK.now() - timedelta(days=days)
    return StoredAnswer(key=key, body_hash="x", status=200, answer=b"{}", at=at)


def a_session(user: User, hours: int) -> Session:
    now = CLOCK.now()
    return Session(
        id=new_id(),
        user_id=user.id,
        secret_hash=new_id(),
        csrf="x",
        created_at=now,
        expires_at=now + timedelta(hours=hours),
    )


async def test_old_rows_go_and_young_ones_stay(database: Database) -> None:
    user = User(id=new_id(), login="ann", name="Ann", roles=frozenset(), password_hash="x", created_at=CLOCK.now())
    sessions = [a_session(user, hours) for hours in (-1, -1, -1, 1)]
    young = Leg("young").goes("waiting", 0).lines[0]._replace(at=CLOCK.now())

    def fill(tx: Tx) -> None:
        tx.journal.add([*(Leg(f"old-{each}").goes("waiting", 0).lines[0] for each in range(5)), young])
        for key, days in (("a", 8), ("b", 8), ("c", 8), ("d", 1)):
            tx.idempotency.put(answer(key, days))
        tx.deliveries.keep_unmatched("sms", "old", {}, CLOCK.now() - timedelta(days=8))
        tx.deliveries.keep_unmatched("sms", "new", {"state": "sent"}, CLOCK.now())
        tx.users.put(user)
        for each in sessions:
            tx.sessions.add(each)

    await database.write(fill)
    retention = Retention(
        database=database, clock=CLOCK, journal_for=timedelta(days=30), raw_for=timedelta(days=90), batch=BATCH
    )
    assert await retention.prune() == 5 + 3 + 1 + 3
    assert await retention.prune() == 0

    def look(tx: Tx) -> None:
        assert [each.id for each in tx.journal.of_interactions(["i-young", "i-old-1"])] == ["young"]
        assert [key for key in "abcd" if tx.idempotency.get(key)] == ["d"]
        assert tx.sessions.by_secret_hash(sessions[3].secret_hash) is not None

    await database.read(look)
    assert await database.write(lambda tx: tx.deliveries.take_unmatched("sms", "new")) == [{"state": "sent"}]


async def test_what_providers_sent_goes_unless_a_person_has_to_read_it(database: Database) -> None:
    old, young = CLOCK.now() - timedelta(days=91), CLOCK.now() - timedelta(days=89)
    rows = [payload(at, error) for at in (old, old, old, young) for error in (None, "unreadable")]

    def fill(tx: Tx) -> None:
        for each in rows:
            tx.raw_payloads.add(each)

    await database.write(fill)
    retention = Retention(
        database=database, clock=CLOCK, journal_for=timedelta(days=30), raw_for=timedelta(days=90), batch=BATCH
    )
    assert await retention.prune() == 3
    assert await retention.prune() == 0
    assert len(await database.read(lambda tx: tx.raw_payloads.unparsed(10))) == 4


def payload(at: datetime, error: str | None) -> RawRecord:
    return RawRecord(
        id=f"{first_id(at)[:-4]}{new_id()[-4:]}",
        channel="texts",
        provider_id=new_id(),
        content_type="text/plain",
        headers={},
        body=b"hello",
        blob=None,
        error=error,
        received_at=at,
    )
