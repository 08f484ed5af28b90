"""The routes that every sort of named thing has."""

from typing import Any

from pydantic import BaseModel

from hub.web.api.shelves import ShelfApi
from hub.web.roles import STAFF, SUPERVISORS
from hub.web.route import Route, delete, get, patch, post


def shelf(
    path: str,
    api: ShelfApi[Any],
    what: str,
    shown: type[BaseModel],
    listed: type[BaseModel],
) -> tuple[Route, ...]:
    """List, make, show, change and delete one sort of named thing."""
    return (
        get(path, api.list_, STAFF, what, answer=listed),
        post(path, api.create, SUPERVISORS, "Make", body=api.new, answer=shown, status=201),
        get(f"{path}/{{id}}", api.show, STAFF, "Show", answer=shown),
        patch(f"{path}/{{id}}", api.edit, SUPERVISORS, "Change", body=api.change, answer=shown),
        delete(f"{path}/{{id}}", api.remove, SUPERVISORS, "Delete what nothing uses"),
    )
