"""The log: contacts, their messages, and what is done with them."""

from pydantic import BaseModel

from hub.web.api import interactions, messages
from hub.web.models import interactions as m
from hub.web.models.base import Empty, Shown
from hub.web.roles import AGENTS, ANYONE, DESK
from hub.web.route import Endpoint, Route, get, patch, post


def _act(name: str, endpoint: Endpoint, summary: str, body: type[BaseModel]) -> Route:
    """A deed on an interaction, answered with the interaction as it is then."""
    return post(f"/interactions/{{id}}/{name}", endpoint, DESK, summary, body=body, answer=m.ShownInteraction)


ROUTES = (
    get("/interactions", interactions.list_, ANYONE, "The log", query=m.InteractionQuery, answer=m.ShownInteractions),
    post(
        "/interactions",
        interactions.create,
        DESK,
        "Begin a contact, or log one by hand",
        body=m.NewInteractionBody,
        answer=m.ShownInteraction,
        status=201,
    ),
    get("/interactions/{id}", interactions.show, ANYONE, "Show", answer=m.ShownInteraction),
    patch(
        "/interactions/{id}",
        interactions.edit,
        DESK,
        "Correct subject, customer, priority",
        body=m.InteractionChange,
        answer=m.ShownInteraction,
    ),
    get(
        "/interactions/{id}/messages",
        messages.list_,
        ANYONE,
        "The conversation",
        query=m.MessagesQuery,
        answer=m.ShownMessages,
    ),
    post(
        "/interactions/{id}/messages",
        messages.create,
        DESK,
        "Answer, or leave a note",
        body=m.NewMessageBody,
        answer=m.ShownMessage,
        status=201,
    ),
    _act("read", interactions.read, "Note what has been read", m.ReadBody),
    post("/interactions/{id}/typing", interactions.typing, AGENTS, "Somebody is writing", body=m.TypingBody),
    _act("pend", interactions.pend, "Wait for the customer", Empty),
    _act("snooze", interactions.snooze, "Put aside until a time", m.SnoozeBody),
    _act("resume", interactions.resume, "Take back what was put aside", Empty),
    _act("close", interactions.close, "Finish", m.CloseBody),
    _act("end", interactions.end, "The contact is over; wrap-up begins", Empty),
    _act("extend_wrap_up", interactions.extend_wrap_up, "More time after the contact, once", Empty),
    get("/interactions/{id}/explain", interactions.explain, ANYONE, "Why it is where it is", answer=Shown),
)
