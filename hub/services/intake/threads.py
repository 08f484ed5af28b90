"""Finds the conversation that an inbound message continues."""

from collections.abc import Mapping
from enum import Enum

from hub.domain.addresses import email_address
from hub.domain.customers import Customer
from hub.domain.interactions import Interaction, InteractionKind
from hub.ports.intake import IntakeItem, IntakeView, Thread


class Continuation(Enum):
    """What to do with a conversation that was found."""

    APPEND = "append"
    REOPEN = "reopen"
    NEW = "new"


def find_thread(
    item: IntakeItem,
    view: IntakeView,
    customer: Customer | None,
    keys: Mapping[tuple[str, str], str],
    message_ids: Mapping[tuple[str, str], Thread],
) -> str | None:
    """Return the interaction's id: by the signed reply token, then by reference, then by the channel's own key.

    A reference counts only when the sender takes part in that conversation: whoever knows a message id must not be able
    to write into a stranger's thread. `keys` and `message_ids` are the batch's own, which the view cannot know.
    """
    inbound = item.inbound
    if inbound.thread.interaction_id is not None and inbound.thread.interaction_id in view.by_id:
        return inbound.thread.interaction_id
    for reference in inbound.thread.references:
        key = (inbound.channel, reference)
        thread = message_ids.get(key) or view.by_message_id.get(key)
        if thread is not None and _takes_part(item, customer, thread):
            return thread.interaction.id
    if inbound.kind is InteractionKind.EMAIL:
        return None
    key = (inbound.channel, item.thread_key)
    found = view.by_key.get(key)
    return keys.get(key) or (found.interaction.id if found else None)


def _takes_part(item: IntakeItem, customer: Customer | None, thread: Thread) -> bool:
    interaction = thread.interaction
    if customer is not None and customer.id == interaction.customer_id:
        return True
    return item.address is not None and item.address.value == _normalised(interaction)


def _normalised(interaction: Interaction) -> str:
    address = email_address(interaction.address)
    return address.value if address else interaction.address
