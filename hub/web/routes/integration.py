"""Outgoing webhooks, the events behind them, and search."""

from hub.web.api import operations, webhooks
from hub.web.models import integration as m
from hub.web.models.base import Page
from hub.web.roles import ANYONE, INTEGRATORS
from hub.web.route import delete, get, patch, post

ROUTES = (
    get("/webhooks", webhooks.list_, INTEGRATORS, "Who is told", answer=m.ShownWebhooks),
    post(
        "/webhooks", webhooks.create, INTEGRATORS, "Subscribe", body=m.NewWebhookBody, answer=m.ShownWebhook, status=201
    ),
    patch("/webhooks/{id}", webhooks.edit, INTEGRATORS, "Change", body=m.WebhookChange, answer=m.ShownWebhook),
    delete("/webhooks/{id}", webhooks.remove, INTEGRATORS, "End"),
    get("/webhooks/{id}/log", webhooks.log, INTEGRATORS, "What was sent", query=Page, answer=m.ShownAttempts),
    post(
        "/webhooks/{id}/replay",
        webhooks.send_again,
        INTEGRATORS,
        "Send an event again",
        body=m.ReplayBody,
        answer=m.ShownAttempt,
        status=202,
    ),
    get("/events", operations.events, ANYONE, "What changed", query=m.EventQuery, answer=m.ShownEvents),
    get("/search", operations.search, ANYONE, "Find by words", query=m.SearchQuery, answer=m.ShownHits),
)
