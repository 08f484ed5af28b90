"""/pools, /weekly-calls, /absences: who looks after whom, whom to call this week, who is away."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from hub.errors import ForbiddenError, InvalidError
from hub.ports.repositories import Tx
from hub.ports.repositories.pools import PoolFilter, PoolLine
from hub.services.access.audit import record
from hub.services.access.callers import require_self
from hub.services.shapes import Shape, customer_shape, time_shape
from hub.services.value import pools, weekly_lists
from hub.services.value.class_rules import rules_in_force
from hub.services.value.pools import ByWhom, absence_shape, claim_shape
from hub.services.value.weekly_lists import CallReport, call_shapes, monday_of
from hub.web.models.base import Empty
from hub.web.models.pools import AbsenceBody, AbsenceQuery, CallResultBody, PoolAssignBody, PoolQuery, WeeklyQuery
from hub.web.route import Call

_NOBODY = "nobody"


async def show(call: Call) -> Shape:
    """How many customers are where."""

    def work(tx: Tx) -> Shape:
        _, rule = rules_in_force(tx)
        return {
            "counts": tx.pools.counts(),
            "owners": tx.pools.owners(),
            "claims_per_agent": rule.claims_per_agent,
            "claim_days": rule.claim_days,
            "dormant_days": rule.dormant_days,
        }

    return await call.read(work)


async def customers(call: Call) -> Shape:
    """A page of a pool."""
    query = call.query_as(PoolQuery)
    owner = "" if query.owner == _NOBODY else query.owner
    wanted = PoolFilter(pool=query.pool.value if query.pool else None, owner_agent_id=owner)
    after = _place(query.after)

    def work(tx: Tx) -> Shape:
        found = tx.pools.page(wanted, after=after, limit=query.limit + 1)
        shown = found[: query.limit]
        following = f"{shown[-1].spent}.{shown[-1].customer_id}" if len(found) > query.limit else None
        rules, _ = rules_in_force(tx)
        return {"items": _lines(tx, shown), "next": following, "currency": rules.figures.currency}

    return await call.read(work)


def _place(after: str | None) -> tuple[int, str] | None:
    if after is None:
        return None
    spent, dot, customer_id = after.partition(".")
    if not dot or not spent.removeprefix("-").isdecimal():
        raise InvalidError("is no `next` of a page before", field="after")
    return int(spent), customer_id


def _lines(tx: Tx, lines: Sequence[PoolLine]) -> list[Shape]:
    ids = [each.customer_id for each in lines]
    known, claims, figures = tx.customers.get_many(ids), tx.pools.open_claims(ids), tx.value.figures(ids)
    return [
        {
            "customer": customer_shape(known[each.customer_id]),
            "spent": each.spent,
            "last_purchase_at": time_shape(figures[each.customer_id].last_at) if each.customer_id in figures else None,
            "claim": claim_shape(claims.get(each.customer_id)),
        }
        for each in lines
    ]


async def claim(call: Call) -> Shape:
    """Take a customer whom nobody has."""
    call.body_as(Empty)
    agent_id = call.caller.agent_id
    if agent_id is None:
        raise ForbiddenError("you are no agent; assign the customer to one")
    who = _who(call)
    return await call.write(lambda tx: customer_shape(pools.claim(tx, call.path["id"], agent_id, who)))


async def release(call: Call) -> Shape:
    """Put a customer back into its pool."""
    who = _who(call)
    return await call.write(lambda tx: customer_shape(pools.release(tx, call.path["id"], who)))


async def assign(call: Call) -> Shape:
    """Give a customer to an agent."""
    agent_id, who = call.body_as(PoolAssignBody).agent_id, _who(call)
    return await call.write(lambda tx: customer_shape(pools.assign(tx, call.path["id"], agent_id, who)))


def _who(call: Call) -> ByWhom:
    return ByWhom(
        actor=call.caller.actor,
        agent_id=call.caller.agent_id,
        supervises=call.caller.supervises,
        at=call.services.clock.now(),
        expected_version=call.expected_version,
    )


async def weekly(call: Call) -> Shape:
    """Whom to call this week."""
    query = call.query_as(WeeklyQuery)
    week = monday_of(query.week)

    def work(tx: Tx) -> Shape:
        rules, _ = rules_in_force(tx)
        found = tx.weekly.of_week(week, query.agent_id, limit=query.limit)
        return {"items": call_shapes(tx, found), "next": None, "currency": rules.figures.currency}

    return await call.read(work)


async def report(call: Call) -> Shape:
    """What came of a call; only whose list it is and supervisors may say."""
    body, now = call.body_as(CallResultBody), call.services.clock.now()
    told = CallReport(
        result=body.result,
        note=body.note,
        by=call.caller.actor,
        region=call.services.settings.region,
        expected_version=call.expected_version,
    )

    def work(tx: Tx) -> Shape:
        require_self(call.caller, weekly_lists.require_call(tx, call.path["id"]).agent_id)
        return call_shapes(tx, [weekly_lists.report_call(tx, call.path["id"], told, at=now)])[0]

    return await call.write(work)


async def absences(call: Call) -> Shape:
    """Who is away when."""
    since = call.query_as(AbsenceQuery).since or _today(call)
    return await call.read(
        lambda tx: {"items": [absence_shape(each) for each in tx.absences.all(since=since)], "next": None}
    )


async def add_absence(call: Call) -> Shape:
    """Write down an absence: one's own, or as a supervisor anybody's."""
    body, now = call.body_as(AbsenceBody), call.services.clock.now()
    require_self(call.caller, body.agent_id)
    return await call.write(
        lambda tx: absence_shape(
            pools.add_absence(
                tx,
                body.agent_id,
                body.first_day,
                body.last_day,
                reason=body.reason,
                by=call.caller.actor,
                at=now,
            )
        )
    )


async def remove_absence(call: Call) -> None:
    """Take back an absence."""
    key, now = call.path["id"], call.services.clock.now()

    def work(tx: Tx) -> None:
        absence = pools.require_absence(tx, key)
        require_self(call.caller, absence.agent_id)
        tx.absences.remove(key)
        record(tx, actor=call.caller.actor, action="absence.removed", subject=key, at=now, agent_id=absence.agent_id)

    await call.services.database.write(work)


def _today(call: Call) -> date:
    return call.services.clock.now().astimezone(ZoneInfo(call.services.settings.time_zone)).date()
