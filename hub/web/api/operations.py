"""/events, /search, /audit, /raw-payloads and /voice/token: what operators and integrations look into."""

from hub.domain.time import to_rfc3339
from hub.errors import ConflictError, ForbiddenError
from hub.ports.repositories import Tx
from hub.services.access.audit import audit_shape
from hub.services.desk import search as search_box
from hub.services.events.feed import audiences_of
from hub.services.shapes import Shape
from hub.web.models.integration import AuditQuery, EventQuery, RawQuery, SearchQuery
from hub.web.pages import page_shape
from hub.web.route import Call


async def events(call: Call) -> Shape:
    """Events that the caller may see, in order; `next` is the `after` to go on with."""
    wanted = call.query_as(EventQuery)
    caller = call.caller

    def work(tx: Tx) -> tuple[set[str], int]:
        mine = audiences_of(tx, agent_id=caller.agent_id, supervises=caller.supervises)
        return mine, tx.events.oldest()

    mine, oldest = await call.read(work)
    found = await call.services.database.events_after(wanted.after, wanted.limit)
    items = [
        {"seq": each.seq, "type": each.type.value, "at": to_rfc3339(each.at), "data": each.data}
        for each in found
        if mine & set(each.audience)
    ]
    following = str(found[-1].seq) if len(found) == wanted.limit else None
    return {"items": items, "next": following, "reload": 0 < wanted.after < oldest - 1}


async def search(call: Call) -> Shape:
    """Customers, messages, cases and articles that hold every word."""
    wanted = call.query_as(SearchQuery)
    asked = search_box.Asked(
        query=wanted.q,
        wanted=wanted.filter(),
        limit=wanted.each or wanted.limit,
        after=wanted.after,
        region=call.services.settings.region,
    )
    find = search_box.find_each if wanted.each else search_box.find
    return await call.read(lambda tx: find(tx, asked))


async def audit(call: Call) -> Shape:
    """Who saw or did what, newest first."""
    wanted = call.query_as(AuditQuery)

    def work(tx: Tx) -> Shape:
        found = tx.audit.page(wanted.filter(), after=wanted.after, limit=wanted.limit + 1)
        return page_shape(found, audit_shape, limit=wanted.limit)

    return await call.read(work)


async def raw_payloads(call: Call) -> Shape:
    """What providers sent and nobody could read, oldest first; the bytes themselves are not shown."""
    limit = call.query_as(RawQuery).limit

    def work(tx: Tx) -> Shape:
        items = [
            {
                "id": each.id,
                "channel": each.channel,
                "provider_id": each.provider_id,
                "content_type": each.content_type,
                "error": each.error,
                "received_at": to_rfc3339(each.received_at),
            }
            for each in tx.raw_payloads.unparsed(limit)
        ]
        return {"items": items, "next": None}

    return await call.read(work)


async def voice_token(call: Call) -> Shape:
    """What the browser's softphone signs in with."""
    if call.caller.agent_id is None:
        raise ForbiddenError("the softphone is for agents; your user is no agent")
    made = call.services.calls.softphone(call.caller.agent_id)
    if made is None:
        raise ConflictError("no softphone is configured; see docs/channels/phone.md, and give your phone's number")
    return {"token": made.token, "identity": made.identity, "ttl_s": made.ttl_s}
