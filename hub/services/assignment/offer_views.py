"""Offers with all that an agent needs to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.domain.customers import Customer
from hub.domain.interactions import Interaction
from hub.domain.work import Offer
from hub.ports.repositories import Tx
from hub.services.events.announce import interaction_views
from hub.services.shapes import Shape, customer_shape, offer_shape


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What an offer is about, with its shape and its customer."""

    interaction: Interaction
    shape: Shape
    customer: Customer | None


def offer_views(tx: Tx, offers: Sequence[Offer]) -> list[Shape]:
    """Shapes with interaction, customer, and `why`: queue, rule, requirement, seconds waited."""
    contacts = contacts_of(tx, [each.interaction_id for each in offers])
    return [offer_view(each, contacts.get(each.interaction_id)) for each in offers]


def contacts_of(tx: Tx, interaction_ids: Sequence[str]) -> dict[str, Contact]:
    """Read what offers are about."""
    interactions = list(tx.interactions.get_many(interaction_ids).values())
    customers = tx.customers.get_many(sorted({each.customer_id for each in interactions if each.customer_id}))
    shapes = interaction_views(tx, interactions)
    return {
        each.id: Contact(interaction=each, shape=shape, customer=customers.get(each.customer_id or ""))
        for each, shape in zip(interactions, shapes, strict=True)
    }


def offer_view(offer: Offer, contact: Contact | None) -> Shape:
    """One offer with what it is about, as far as that is known."""
    customer = contact.customer if contact else None
    return offer_shape(
        offer,
        interaction=contact.shape if contact else None,
        customer=customer_shape(customer) if customer else None,
        why=_why(offer, contact),
    )


def _why(offer: Offer, contact: Contact | None) -> Shape:
    kept = offer.why or {}
    view: Mapping[str, object] = contact.shape if contact else {}
    queued_at = contact.interaction.queued_at if contact else None
    waited = (offer.created_at - queued_at).total_seconds() if queued_at else 0
    return {
        "queue": view.get("queue_name", ""),
        "rule": view.get("entry_rule"),
        "requirement": view.get("requirements") or [],
        "waited_s": max(0, round(waited)),
        **{key: value for key, value in kept.items() if key not in {"queue", "waited_s"}},
    }
