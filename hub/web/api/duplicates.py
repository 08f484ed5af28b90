"""/duplicates, /merge-rules and /addresses: records that may be one customer, and addresses that say little."""

from hub.domain.customers import ContactPointState
from hub.ports.repositories import Tx
from hub.services.customers import duplicate_decisions, merge_rules
from hub.services.customers.duplicates import proposal_shapes
from hub.services.customers.merge_rules import rule_shape
from hub.services.shapes import Shape, contact_point_shape
from hub.web.models.records import AddressQuery, DuplicateQuery, MergeRuleChange, NewMergeRuleBody
from hub.web.route import Call

_UNUSUAL = [ContactPointState.SHARED, ContactPointState.BLOCKED]


async def list_(call: Call) -> Shape:
    """Proposals, the likeliest first."""
    wanted = call.query_as(DuplicateQuery)

    def work(tx: Tx) -> Shape:
        found = tx.duplicates.page(state=wanted.state, after=wanted.mark, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        more = f"{shown[-1].score}:{shown[-1].id}" if len(found) > wanted.limit else None
        return {"items": proposal_shapes(tx, shown), "next": more}

    return await call.read(work)


async def dismiss(call: Call) -> Shape:
    """The two are not one customer."""
    now = call.services.clock.now()

    def work(tx: Tx) -> Shape:
        decided = duplicate_decisions.dismiss(tx, call.path["id"], by=call.caller.actor, at=now)
        return proposal_shapes(tx, [decided])[0]

    return await call.write(work)


async def rules(call: Call) -> Shape:
    """All merge rules."""
    return await call.read(lambda tx: {"items": [rule_shape(each) for each in tx.duplicates.rules()], "next": None})


async def add_rule(call: Call) -> Shape:
    """Add a merge rule."""
    own, now = call.body_as(NewMergeRuleBody).own(), call.services.clock.now()
    return await call.write(lambda tx: rule_shape(merge_rules.make_rule(tx, own, actor=call.caller.actor, at=now)))


async def edit_rule(call: Call) -> Shape:
    """Change a merge rule, or turn it on or off."""
    own, now = call.body_as(MergeRuleChange).own(), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        changed = merge_rules.edit_rule(
            tx, call.path["id"], own, expected_version=call.expected_version, actor=call.caller.actor, at=now
        )
        return rule_shape(changed)

    return await call.write(work)


async def remove_rule(call: Call) -> None:
    """Delete a merge rule."""
    now = call.services.clock.now()
    await call.services.database.write(
        lambda tx: merge_rules.remove_rule(tx, call.path["id"], actor=call.caller.actor, at=now)
    )


async def addresses(call: Call) -> Shape:
    """Shared and blocked addresses, with whose they are."""
    wanted = call.query_as(AddressQuery)
    states = [ContactPointState(wanted.state)] if wanted.state else _UNUSUAL

    def work(tx: Tx) -> Shape:
        found = tx.customers.addresses_in_state(states, after=wanted.after, limit=wanted.limit + 1)
        shown = found[: wanted.limit]
        owners = tx.customers.get_many([each.customer_id for each in shown])
        items = [
            {
                **contact_point_shape(each),
                "customer_id": each.customer_id,
                "customer_name": owners[each.customer_id].name,
            }
            for each in shown
        ]
        return {"items": items, "next": shown[-1].id if len(found) > wanted.limit else None}

    return await call.read(work)
