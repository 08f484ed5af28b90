"""All tables, one module a group, in one MetaData."""

from hub.storage.tables import (
    access,
    blobs,
    calls,
    care,
    customers,
    integration,
    log,
    outbound,
    plans,
    reports,
    routing,
    tasks,
)
from hub.storage.tables.columns import metadata

__all__ = [
    "access",
    "blobs",
    "calls",
    "care",
    "customers",
    "integration",
    "log",
    "metadata",
    "outbound",
    "plans",
    "reports",
    "routing",
    "tasks",
]
