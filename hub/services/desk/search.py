"""One search over customers, messages, cases and articles: what was meant exactly first, then what has the words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hub.domain.addresses import email_address, phone_address
from hub.domain.time import to_rfc3339
from hub.ports.repositories import Tx
from hub.ports.repositories.cases import CaseFilter
from hub.ports.repositories.log import Hit, HitFilter
from hub.services.shapes import Shape

TYPES = ("customer", "case", "article", "message")
_NUMBER = re.compile(r"(?:c-?)?0*(\d{1,9})", re.IGNORECASE)
_MOST_EXACT = 10


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is looked for; `after` continues a page, `region` reads phone numbers without a country."""

    query: str
    wanted: HitFilter
    limit: int
    after: int | None = None
    region: str | None = None


def find(tx: Tx, asked: Asked) -> Shape:
    """A page of hits, exact ones first, then what was indexed last."""
    exact = _exact(tx, asked) if asked.after is None else []
    found = tx.search.find(asked.query, limit=asked.limit, wanted=asked.wanted, after=asked.after)
    following = None if found.next is None else str(found.next)
    return {"items": [hit_shape(each) for each in _once([*exact, *found.hits])], "next": following}


def find_each(tx: Tx, asked: Asked) -> Shape:
    """The first hits of each type, type by type; there is no page after it."""
    exact = _exact(tx, asked)
    hits: list[Hit] = []
    for kind in asked.wanted.types or TYPES:
        found = tx.search.find(asked.query, limit=asked.limit, wanted=replace(asked.wanted, types=(kind,)))
        hits += _once([*(each for each in exact if each.type == kind), *found.hits])[: asked.limit]
    return {"items": [hit_shape(each) for each in hits], "next": None}


def hit_shape(hit: Hit) -> Shape:
    """A hit on the wire."""
    return {
        "type": hit.type,
        "id": hit.id,
        "customer_id": hit.customer_id,
        "interaction_id": hit.interaction_id,
        "title": hit.title,
        "excerpt": hit.excerpt,
        "at": to_rfc3339(hit.at),
    }


def _exact(tx: Tx, asked: Asked) -> Sequence[Hit]:
    """Whoever has this very address, and the case with this very number."""
    query = asked.query.strip()
    refs: list[tuple[str, str]] = []
    for address in (phone_address(query, asked.region), email_address(query)):
        if address is not None and not address.is_sender_id:
            refs += [("customer", each.id) for each in tx.customers.by_address(address.kind.value, address.value)]
    if number := _NUMBER.fullmatch(query):
        wanted = CaseFilter(number=int(number[1]))
        refs += [("case", each.id) for each in tx.cases.page(wanted, after=None, limit=1)]
    return tx.search.shown(refs[:_MOST_EXACT], asked.query, asked.wanted)


def _once(hits: Sequence[Hit]) -> list[Hit]:
    return list({(each.type, each.id): each for each in hits}.values())
