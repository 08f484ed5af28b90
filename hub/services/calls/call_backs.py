"""Call-backs that came to nothing in the queue: nobody forgets them, somebody takes them as a task."""

from collections.abc import Iterable
from datetime import datetime

from hub.domain.tasks import TaskKind
from hub.domain.work import WorkItem, WorkItemState
from hub.ports.repositories import Tx
from hub.services.tasks.records import NewTask, add_task


def keep_given_up(tx: Tx, items: Iterable[WorkItem], at: datetime) -> None:
    """Make a task of each call-back that routing has just given up; told twice it is made once."""
    for item in items:
        if item.state is WorkItemState.EXPIRED and item.callback is not None:
            add_task(tx, _task(tx, item, item.callback.number, at), at=at)


def _task(tx: Tx, item: WorkItem, number: str, at: datetime) -> NewTask:
    interaction = tx.interactions.get(item.interaction_id)
    customer_id = interaction.customer_id if interaction else None
    customer = tx.customers.get(customer_id) if customer_id else None
    queue = tx.queues.get(item.queue_id) if item.queue_id else None
    return NewTask(
        kind=TaskKind.CALL_BACK,
        title=" · ".join(filter(None, (customer.name if customer else "", number))),
        text=queue.name if queue else "",
        customer_id=customer_id,
        case_id=interaction.case_id if interaction else None,
        interaction_id=item.interaction_id,
        due_at=at,
        origin_key=f"call_back:{item.id}",
        created_by="system:routing",
    )
