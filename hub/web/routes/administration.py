"""Users, tokens, the audit, and what could not be read."""

from hub.web.api import accounts, operations
from hub.web.models import integration as m
from hub.web.models.base import Shown
from hub.web.roles import ADMINS
from hub.web.route import delete, get, patch, post

ROUTES = (
    get("/users", accounts.users, ADMINS, "Who may sign in", answer=m.ShownPeople),
    post("/users", accounts.add_user, ADMINS, "Let somebody in", body=m.NewUserBody, answer=m.ShownPerson, status=201),
    patch("/users/{id}", accounts.edit, ADMINS, "Change", body=m.UserChange, answer=m.ShownPerson),
    get("/tokens", accounts.tokens, ADMINS, "Which programs may come in", answer=m.ShownTokens),
    post(
        "/tokens", accounts.add_token, ADMINS, "Let a program in", body=m.NewTokenBody, answer=m.ShownToken, status=201
    ),
    delete("/tokens/{id}", accounts.revoke_token, ADMINS, "Shut a program out"),
    get("/audit", operations.audit, ADMINS, "Who saw or did what", query=m.AuditQuery, answer=m.ShownAudit),
    get("/raw-payloads", operations.raw_payloads, ADMINS, "What could not be read", query=m.RawQuery, answer=Shown),
)
