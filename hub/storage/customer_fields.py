"""Definitions of customers' attributes."""

from collections.abc import Sequence

import sqlalchemy as sa

from hub.domain.customer_fields import CustomerField
from hub.errors import ConflictError
from hub.storage.connection import Unit
from hub.storage.rows import Codec
from hub.storage.tables.customer_fields import customer_fields

FIELD = Codec(customer_fields, CustomerField)


class CustomerFields:
    """Implements `hub.ports.repositories.customer_fields.CustomerFields`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def all(self) -> Sequence[CustomerField]:
        c = customer_fields.c
        return self._unit.list(FIELD, sa.select(customer_fields).order_by(c.position, c.id))

    def get(self, field_id: str) -> CustomerField | None:
        return self._unit.one(FIELD, customer_fields.c.id == field_id)

    def put(self, field: CustomerField, expected_version: int | None) -> None:
        if expected_version is not None:
            self._unit.update_version(FIELD, FIELD.row(field), expected_version)
        elif not self._unit.add_new(FIELD, field):
            raise ConflictError(f"there is a field {field.key!r} already; change that one", field="key")

    def remove(self, field_id: str) -> None:
        self._unit.connection.execute(sa.delete(customer_fields).where(customer_fields.c.id == field_id))
