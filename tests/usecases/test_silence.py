"""Answered texts and chats that stay silent are closed; what nobody has read is not."""

from datetime import timedelta

from hub.clock import SystemClock
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.conversations.silence import Silence
from tests.http.fakes import FakeRouter


async def test_only_answered_silent_texts_are_closed_however_many_wait(database: Database) -> None:
    clock = SystemClock()
    long_ago = clock.now() - timedelta(hours=25)

    def text(*, unread: int = 0, hours: int = 25, kind: InteractionKind = InteractionKind.SMS) -> Interaction:
        at = clock.now() - timedelta(hours=hours)
        return Interaction(
            id=new_id(),
            channel="texts",
            kind=kind,
            state=InteractionState.ACTIVE,
            thread_key=new_id(),
            agent_id="anna",
            unread=unread,
            created_at=long_ago,
            updated_at=at,
        )

    silent = [text(), text()]
    others = [text(hours=1), text(kind=InteractionKind.EMAIL), *(text(unread=1) for _ in range(210))]

    def add(tx: Tx) -> None:
        for each in [silent[0], *others, silent[1]]:
            tx.interactions.add(each)

    await database.write(add)
    router = FakeRouter()
    closed = await Silence(database=database, clock=clock, router=router, after=timedelta(hours=24)).close_silent()
    assert closed == 2
    assert {args[0] for name, args, _ in router.asked if name == "close"} == {each.id for each in silent}
