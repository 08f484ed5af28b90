"""Signing in."""

from typing import Annotated

from pydantic import StringConstraints

from hub.domain.users import Role
from hub.web.models.base import Body, Line, Shown

Language = Annotated[str, StringConstraints(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$", max_length=35)]


class Credentials(Body):
    """Who signs in."""

    login: Line
    password: Annotated[str, StringConstraints(max_length=1024)]


class SessionChange(Body):
    """What a user may change about the session's owner."""

    language: Language


class ShownUser(Shown):
    """The signed-in user."""

    id: str
    login: str
    name: str
    roles: list[Role]
    agent_id: str | None
    language: str


class ShownSession(Shown):
    """Who is signed in, and the value for the CSRF header (empty for tokens)."""

    user: ShownUser
    csrf: str
