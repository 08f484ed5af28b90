"""Changes that an administrator makes to a user."""

from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.users import Role, User
from hub.errors import ConflictError, NotFoundError
from hub.ports.repositories import Tx
from hub.services.access.audit import record


@dataclass(frozen=True, kw_only=True)
class UserEdit:
    """What changes; None leaves it as it is."""

    name: str | None = None
    roles: frozenset[Role] | None = None
    language: str | None = None
    disabled: bool | None = None
    password_hash: str | None = None


def edit_user(tx: Tx, user_id: str, edit: UserEdit, *, actor: str, at: datetime) -> User:
    """Change a user; whoever may do less than before, or has a new password, must sign in again."""
    user = tx.users.get(user_id)
    if user is None:
        raise NotFoundError(f"there is no user {user_id}")
    given = {name: value for name, value in vars(edit).items() if value is not None}
    changed = replace(user, **given)
    if _is_admin(user) and not _is_admin(changed) and not _others(tx, user):
        raise ConflictError("this is the last administrator; make another one first")
    tx.users.put(changed)
    if {"roles", "disabled", "password_hash"} & given.keys():
        tx.sessions.remove_of(user.id)
    record(tx, actor=actor, action="user.changed", subject=user.id, at=at, fields=sorted(given))
    return changed


def _is_admin(user: User) -> bool:
    return Role.ADMIN in user.roles and not user.disabled


def _others(tx: Tx, user: User) -> bool:
    return any(_is_admin(each) for each in tx.users.all() if each.id != user.id)
