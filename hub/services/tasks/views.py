"""Tasks with the names that lists show: of the customer and the case."""

from collections.abc import Sequence

from hub.domain.cases import number_text
from hub.domain.tasks import Task
from hub.ports.repositories import Tx
from hub.services.shapes import Shape
from hub.services.tasks.records import task_shape


def task_views(tx: Tx, tasks: Sequence[Task]) -> list[Shape]:
    """The shapes of several tasks, with names read once."""
    customers = tx.customers.get_many(sorted({each.customer_id for each in tasks if each.customer_id}))
    cases = tx.cases.get_many([each.case_id for each in tasks if each.case_id])
    names = {each.id: each.name for each in customers.values()}
    numbers = {each.id: number_text(each.number) for each in cases.values()}
    return [
        {
            **task_shape(each),
            "customer_name": names.get(each.customer_id or "", ""),
            "case_number": numbers.get(each.case_id or ""),
        }
        for each in tasks
    ]
