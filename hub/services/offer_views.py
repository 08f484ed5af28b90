"""Offers with all that an agent needs to decide."""

from collections.abc import Sequence
from datetime import datetime

from hub.domain.work import Offer
from hub.ports.repositories import Tx
from hub.services.announce import interaction_views
from hub.services.shapes import Shape, customer_shape, offer_shape


def offer_views(tx: Tx, offers: Sequence[Offer], *, at: datetime) -> list[Shape]:
    """Shapes with interaction, customer, and `why`: queue, rule, requirement, seconds waited."""
    found = tx.interactions.get_many([each.interaction_id for each in offers])
    interactions = list(found.values())
    views = {str(view["id"]): view for view in interaction_views(tx, interactions)}
    customers = tx.customers.get_many(sorted({each.customer_id for each in interactions if each.customer_id}))
    shapes = []
    for offer in offers:
        interaction = found.get(offer.interaction_id)
        customer = customers.get(interaction.customer_id or "") if interaction else None
        view = views.get(offer.interaction_id)
        shapes.append(
            offer_shape(
                offer,
                interaction=view,
                customer=customer_shape(customer) if customer else None,
                why=_why(offer, view, interaction.queued_at if interaction else None, at),
            )
        )
    return shapes


def _why(offer: Offer, view: Shape | None, queued_at: datetime | None, at: datetime) -> Shape:
    kept = offer.why or {}
    view = view or {}
    waited = (offer.created_at - queued_at).total_seconds() if queued_at else 0
    requirements = view.get("requirements") or []
    return {
        "queue": view.get("queue_name", ""),
        "rule": view.get("entry_rule"),
        "requirement": requirements,
        "waited_s": max(0, round(waited)),
        **{key: value for key, value in kept.items() if key not in {"queue", "waited_s"}},
    }
