"""Signing in, and what the desk shows at first."""

from hub.web.api import desk, session
from hub.web.models.base import Shown
from hub.web.models.session import Credentials, SessionChange, ShownSession
from hub.web.roles import ANYONE, STAFF
from hub.web.route import delete, get, patch, post

ROUTES = (
    post("/session", session.sign_in, None, "Sign in", body=Credentials, answer=ShownSession),
    get("/session", session.show, ANYONE, "Who am I", answer=ShownSession),
    patch("/session", session.change, STAFF, "Choose the language", body=SessionChange, answer=ShownSession),
    delete("/session", session.end, ANYONE, "Sign out"),
    get("/desk", desk.show, STAFF, "Everything the desk shows at first", answer=Shown),
    get("/channels", desk.channels, ANYONE, "Channels and their connections", answer=Shown),
)
