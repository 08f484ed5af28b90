"""Agents and the offers they get."""

from hub.web.api import agents, offers
from hub.web.models import routing as m
from hub.web.models.base import Empty, Shown
from hub.web.roles import AGENTS, ANYONE, DESK, SUPERVISORS
from hub.web.route import get, patch, post, put

ROUTES = (
    get("/agents", agents.list_, ANYONE, "Who works", answer=m.ShownAgents),
    post("/agents", agents.create, SUPERVISORS, "Make", body=m.NewAgentBody, answer=m.ShownAgent, status=201),
    get("/agents/{id}", agents.show, ANYONE, "Show", answer=m.ShownAgent),
    patch("/agents/{id}", agents.edit, SUPERVISORS, "Change", body=m.AgentChange, answer=m.ShownAgent),
    put("/agents/{id}/presence", agents.presence, DESK, "Ready or not", body=m.PresenceBody, answer=m.ShownAgent),
    get("/agents/{id}/explain", agents.explain, ANYONE, "Why the agent gets what or nothing", answer=Shown),
    get("/offers", offers.list_, AGENTS, "What is proposed to me", answer=m.ShownOffers),
    post("/offers/{id}/accept", offers.accept, AGENTS, "Take the work", body=Empty, answer=m.ShownOffer),
    post("/offers/{id}/reject", offers.reject, AGENTS, "Refuse the work", body=m.RejectBody, answer=m.ShownOffer),
    post("/offers/{id}/acknowledge", offers.acknowledge, AGENTS, "I see it", body=Empty, answer=m.ShownOffer),
)
