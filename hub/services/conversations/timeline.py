"""One customer's contacts over all channels, newest first."""

from collections import defaultdict

from hub.domain.messages import Message
from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.services.events.announce import interaction_views
from hub.services.shapes import Shape, message_shape

NEWEST_MESSAGES = 5


def timeline(tx: Tx, customer_id: str, *, before: str | None, limit: int) -> Shape:
    """A page of {interaction, messages (the newest few, in order), more}; `next` is the following `before`."""
    if tx.customers.get(customer_id) is None:
        raise NotFoundError(f"there is no customer {customer_id}")
    page = tx.interactions.page(InteractionFilter(customer_id=customer_id), after=before, limit=limit + 1)
    shown = page[:limit]
    messages: defaultdict[str, list[Message]] = defaultdict(list)
    for message in tx.messages.of_interactions([each.id for each in shown], newest=NEWEST_MESSAGES):
        messages[message.interaction_id].append(message)
    items = [
        {
            "interaction": view,
            "messages": [message_shape(each) for each in messages[interaction.id]],
            "more": interaction.last_seq > len(messages[interaction.id]),
        }
        for interaction, view in zip(shown, interaction_views(tx, shown), strict=True)
    ]
    return {"items": items, "next": shown[-1].id if len(page) > limit else None}
