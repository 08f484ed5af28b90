"""What was promised, as the API shows and lists it."""

from datetime import timedelta

from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.sla import SlaClock, SlaKind, SlaState
from tests.http.hub import TestHub


async def test_promises_are_shown_and_those_at_risk_listed(hub: TestHub) -> None:
    root, now = await hub.admin(), hub.services.clock.now()

    def promised(*states: SlaState) -> Interaction:
        clocks = tuple(
            SlaClock(
                kind=kind,
                policy_id="gold",
                state=state,
                target_s=600,
                started_at=now,
                due_at=None if state is SlaState.PAUSED else now + timedelta(seconds=600),
                left_s=42.0 if state is SlaState.PAUSED else None,
            )
            for kind, state in zip(SlaKind, states, strict=False)
        )
        return Interaction(
            id=new_id(),
            channel="texts",
            kind=InteractionKind.SMS,
            state=InteractionState.WAITING,
            created_at=now,
            updated_at=now,
            clocks=clocks,
        )

    calm = promised(SlaState.RUNNING, SlaState.PAUSED)
    warned = promised(SlaState.MET, SlaState.WARNED)
    broken = promised(SlaState.WARNED, SlaState.BREACHED)
    kept = promised(SlaState.MET_LATE, SlaState.MET)
    none = promised()
    for each in (calm, warned, broken, kept, none):
        await hub.database.write(lambda tx, each=each: tx.interactions.add(each))  # type: ignore[misc]

    shown = (await root.get(f"/interactions/{calm.id}"))["sla"]
    at_risk = (await root.get("/interactions?sla=at_risk"))["items"]
    breached = (await root.get("/interactions?sla=breached&state=open"))["items"]

    assert (shown["first_reply"]["state"], shown["first_reply"]["target_s"]) == ("running", 600)
    assert shown["first_reply"]["due_at"] > shown["first_reply"]["started_at"]
    assert (shown["resolution"]["state"], shown["resolution"]["due_at"], shown["resolution"]["left_s"]) == (
        "paused",
        None,
        42.0,
    )
    assert [each["id"] for each in at_risk] == [warned.id]
    assert [each["id"] for each in breached] == [broken.id]
    assert (await root.get(f"/interactions/{none.id}"))["sla"] is None
    await root.get("/interactions?sla=lost", status=422)
