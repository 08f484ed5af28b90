"""The route table: every path of /api/v1, who may call it, what it takes and what it gives."""

from typing import Any

from pydantic import BaseModel

from hub.web.api import (
    accounts,
    agents,
    attachments,
    care_rules,
    customers,
    desk,
    entry_rules,
    interactions,
    messages,
    offers,
    operations,
    outbound,
    queues,
    session,
    skills,
    staffing,
    templates,
    webhooks,
)
from hub.web.api.hours import HOURS_API
from hub.web.api.plans import PLAN_API
from hub.web.api.profiles import PROFILE_API
from hub.web.api.shelves import ShelfApi
from hub.web.api.sla import SLA_API
from hub.web.models import care as k
from hub.web.models import customers as c
from hub.web.models import files as f
from hub.web.models import hours as h
from hub.web.models import integration as n
from hub.web.models import interactions as i
from hub.web.models import plans as p
from hub.web.models import queues as q
from hub.web.models import routing as r
from hub.web.models.base import Empty, Page, Shown
from hub.web.models.session import Credentials, SessionChange, ShownSession
from hub.web.models.staffing import ShownStaffing, StaffingQuery
from hub.web.roles import ADMINS, AGENTS, ANYONE, CAMPAIGNS, DESK, INTEGRATORS, STAFF, SUPERVISORS
from hub.web.route import Endpoint, Route, delete, get, patch, post, put
from hub.web.routes_calls import CALLS
from hub.web.routes_reports import REPORTS
from hub.web.routes_supervision import SUPERVISION


def _act(name: str, endpoint: Endpoint, summary: str, body: type[BaseModel]) -> Route:
    """A deed on an interaction, answered with the interaction as it is then."""
    return post(f"/interactions/{{id}}/{name}", endpoint, DESK, summary, body=body, answer=i.ShownInteraction)


def _shelf(
    path: str,
    api: ShelfApi[Any],
    what: str,
    shown: type[BaseModel],
    listed: type[BaseModel],
) -> tuple[Route, ...]:
    """The five routes of one sort of named thing."""
    return (
        get(path, api.list_, STAFF, what, answer=listed),
        post(path, api.create, SUPERVISORS, "Make", body=api.new, answer=shown, status=201),
        get(f"{path}/{{id}}", api.show, STAFF, "Show", answer=shown),
        patch(f"{path}/{{id}}", api.edit, SUPERVISORS, "Change", body=api.change, answer=shown),
        delete(f"{path}/{{id}}", api.remove, SUPERVISORS, "Delete what nothing uses"),
    )


SESSION = (
    post("/session", session.sign_in, None, "Sign in", body=Credentials, answer=ShownSession),
    get("/session", session.show, ANYONE, "Who am I", answer=ShownSession),
    patch("/session", session.change, STAFF, "Choose the language", body=SessionChange, answer=ShownSession),
    delete("/session", session.end, ANYONE, "Sign out"),
    get("/desk", desk.show, STAFF, "Everything the desk shows at first", answer=Shown),
    get("/channels", desk.channels, ANYONE, "Channels and their connections", answer=Shown),
)

CUSTOMERS = (
    get("/customers", customers.list_, ANYONE, "List or find", query=c.CustomerQuery, answer=c.ShownCustomers),
    post("/customers", customers.create, DESK, "Make", body=c.NewCustomerBody, answer=c.ShownCustomer, status=201),
    get("/customers/{id}", customers.show, ANYONE, "Show", answer=c.ShownCustomer),
    patch("/customers/{id}", customers.edit, DESK, "Change", body=c.CustomerChange, answer=c.ShownCustomer),
    post(
        "/customers/{id}/contact-points",
        customers.add_address,
        DESK,
        "Add an address",
        body=c.ContactPointBody,
        answer=c.ShownCustomer,
        status=201,
    ),
    patch(
        "/customers/{id}/contact-points/{point_id}",
        customers.correct_address,
        DESK,
        "Verify, share, block or rename an address",
        body=c.ContactPointChange,
        answer=c.ShownCustomer,
    ),
    delete(
        "/customers/{id}/contact-points/{point_id}",
        customers.remove_address,
        DESK,
        "Remove an address that no interaction names",
        answer=c.ShownCustomer,
    ),
    get(
        "/customers/{id}/timeline",
        customers.timeline,
        ANYONE,
        "All contacts, newest first",
        query=c.TimelineQuery,
        answer=c.ShownTimeline,
    ),
    post(
        "/customers/{id}/merge",
        customers.merge,
        AGENTS,
        "Retire another record into this one",
        body=c.MergeBody,
        answer=c.ShownMergeDone,
    ),
    post(
        "/customers/merges/{merge_id}/undo",
        customers.undo_merge,
        AGENTS,
        "Part two records again",
        body=Empty,
        answer=c.ShownMergeDone,
    ),
    get("/customers/{id}/merges", customers.merges, STAFF, "The journal of merges", answer=c.ShownMerges),
)

INTERACTIONS = (
    get("/interactions", interactions.list_, ANYONE, "The log", query=i.InteractionQuery, answer=i.ShownInteractions),
    post(
        "/interactions",
        interactions.create,
        DESK,
        "Begin a contact, or log one by hand",
        body=i.NewInteractionBody,
        answer=i.ShownInteraction,
        status=201,
    ),
    get("/interactions/{id}", interactions.show, ANYONE, "Show", answer=i.ShownInteraction),
    patch(
        "/interactions/{id}",
        interactions.edit,
        DESK,
        "Correct subject, customer, priority",
        body=i.InteractionChange,
        answer=i.ShownInteraction,
    ),
    get(
        "/interactions/{id}/messages",
        messages.list_,
        ANYONE,
        "The conversation",
        query=i.MessagesQuery,
        answer=i.ShownMessages,
    ),
    post(
        "/interactions/{id}/messages",
        messages.create,
        DESK,
        "Answer, or leave a note",
        body=i.NewMessageBody,
        answer=i.ShownMessage,
        status=201,
    ),
    _act("read", interactions.read, "Note what has been read", i.ReadBody),
    post("/interactions/{id}/typing", interactions.typing, AGENTS, "Somebody is writing", body=i.TypingBody),
    _act("pend", interactions.pend, "Wait for the customer", Empty),
    _act("snooze", interactions.snooze, "Put aside until a time", i.SnoozeBody),
    _act("resume", interactions.resume, "Take back what was put aside", Empty),
    _act("close", interactions.close, "Finish", i.CloseBody),
    _act("end", interactions.end, "The contact is over; wrap-up begins", Empty),
    _act("extend_wrap_up", interactions.extend_wrap_up, "More time after the contact, once", Empty),
    get("/interactions/{id}/explain", interactions.explain, ANYONE, "Why it is where it is", answer=Shown),
)

ROUTING = (
    get("/agents", agents.list_, ANYONE, "Who works", answer=r.ShownAgents),
    post("/agents", agents.create, SUPERVISORS, "Make", body=r.NewAgentBody, answer=r.ShownAgent, status=201),
    get("/agents/{id}", agents.show, ANYONE, "Show", answer=r.ShownAgent),
    patch("/agents/{id}", agents.edit, SUPERVISORS, "Change", body=r.AgentChange, answer=r.ShownAgent),
    put("/agents/{id}/presence", agents.presence, DESK, "Ready or not", body=r.PresenceBody, answer=r.ShownAgent),
    get("/agents/{id}/explain", agents.explain, ANYONE, "Why the agent gets what or nothing", answer=Shown),
    get("/offers", offers.list_, AGENTS, "What is proposed to me", answer=r.ShownOffers),
    post("/offers/{id}/accept", offers.accept, AGENTS, "Take the work", body=Empty, answer=r.ShownOffer),
    post("/offers/{id}/reject", offers.reject, AGENTS, "Refuse the work", body=r.RejectBody, answer=r.ShownOffer),
    post("/offers/{id}/acknowledge", offers.acknowledge, AGENTS, "I see it", body=Empty, answer=r.ShownOffer),
    get("/queues", queues.list_, ANYONE, "Where work waits", answer=q.ShownQueues),
    post("/queues", queues.create, SUPERVISORS, "Make", body=q.NewQueueBody, answer=q.ShownQueue, status=201),
    get("/queues/{id}", queues.show, ANYONE, "Show", answer=q.ShownQueue),
    patch("/queues/{id}", queues.edit, SUPERVISORS, "Change", body=q.QueueChange, answer=q.ShownQueue),
    get("/dispositions", queues.dispositions, ANYONE, "Result codes", answer=q.ShownDispositions),
    post(
        "/dispositions",
        queues.put_code,
        SUPERVISORS,
        "Make or change a result code",
        body=q.DispositionBody,
        answer=q.ShownDisposition,
        status=201,
    ),
    get("/entry-rules", entry_rules.list_, STAFF, "Which queue a contact enters", answer=r.ShownEntryRules),
    post(
        "/entry-rules",
        entry_rules.create,
        SUPERVISORS,
        "Add a rule",
        body=r.NewEntryRuleBody,
        answer=r.ShownEntryRule,
        status=201,
    ),
    patch(
        "/entry-rules/{id}",
        entry_rules.edit,
        SUPERVISORS,
        "Change a rule",
        body=r.EntryRuleChange,
        answer=r.ShownEntryRule,
    ),
    delete("/entry-rules/{id}", entry_rules.remove, SUPERVISORS, "Delete a rule"),
    post(
        "/entry-rules/dry-run",
        entry_rules.dry_run,
        STAFF,
        "Which rule fires for this contact",
        body=r.DryRunBody,
        answer=r.ShownDryRun,
    ),
)

PLANNING = (
    *_shelf("/plans", PLAN_API, "How needs are relaxed over time", p.ShownPlan, p.ShownPlans),
    *_shelf("/profiles", PROFILE_API, "What groups of agents serve", p.ShownProfile, p.ShownProfiles),
    *_shelf("/hours", HOURS_API, "Shared opening hours", h.ShownNamedHours, h.ShownNamedHoursList),
    *_shelf("/sla-policies", SLA_API, "Promised times", p.ShownSlaPolicy, p.ShownSlaPolicies),
    get("/skills", skills.list_, STAFF, "What agents can", answer=p.ShownSkills),
    post("/skills", skills.create, SUPERVISORS, "Make or change", body=p.SkillBody, answer=p.ShownSkill, status=201),
    get("/skills/{name}", skills.show, STAFF, "Show", answer=p.ShownSkill),
    patch("/skills/{name}", skills.edit, SUPERVISORS, "Change", body=p.SkillChange, answer=p.ShownSkill),
    delete("/skills/{name}", skills.remove, SUPERVISORS, "Delete what nobody has"),
    get("/routing/check", skills.check, STAFF, "What will never match", answer=p.ShownFindings),
)

CARE = (
    get("/templates", templates.list_, ANYONE, "Templates", query=k.TemplateQuery, answer=k.ShownTemplates),
    post("/templates", templates.create, CAMPAIGNS, "Make", body=k.NewTemplateBody, answer=k.ShownTemplate, status=201),
    patch("/templates/{id}", templates.edit, CAMPAIGNS, "Change", body=k.TemplateChange, answer=k.ShownTemplate),
    post(
        "/templates/{id}/preview",
        templates.preview,
        STAFF,
        "As a customer would read it",
        body=k.PreviewBody,
        answer=k.ShownPreview,
    ),
    get("/rules", care_rules.list_, STAFF, "Standing rules", answer=k.ShownCareRules),
    post("/rules", care_rules.create, CAMPAIGNS, "Make", body=k.NewCareRuleBody, answer=k.ShownCareRule, status=201),
    patch("/rules/{id}", care_rules.edit, CAMPAIGNS, "Change", body=k.CareRuleChange, answer=k.ShownCareRule),
    post("/rules/{id}/preview", care_rules.preview, CAMPAIGNS, "Whom it would greet", body=Empty, answer=Shown),
    get("/deliveries", outbound.deliveries, ANYONE, "What left", query=k.DeliveryQuery, answer=k.ShownDeliveries),
    get("/deliveries/{id}", outbound.delivery, ANYONE, "Show", answer=k.ShownDeliveryRow),
    get(
        "/consents", outbound.consents, ANYONE, "A customer's statements", query=k.ConsentQuery, answer=k.ShownConsents
    ),
    post("/consents", outbound.state, DESK, "Write one down", body=k.ConsentBody, answer=k.ShownConsent, status=201),
)

FILES = (
    post("/attachments", attachments.upload, DESK, "Upload", answer=i.ShownAttachment, status=201, raw_body=True),
    get(
        "/attachments/{id}",
        attachments.download,
        ANYONE,
        "A file",
        query=f.AttachmentQuery,
        media_type="application/octet-stream",
    ),
    get(
        "/messages/{id}/html",
        attachments.html,
        STAFF,
        "A mail's HTML, made harmless",
        query=f.HtmlQuery,
        media_type="text/html",
    ),
)

OPERATIONS = (
    get("/webhooks", webhooks.list_, INTEGRATORS, "Who is told", answer=n.ShownWebhooks),
    post(
        "/webhooks", webhooks.create, INTEGRATORS, "Subscribe", body=n.NewWebhookBody, answer=n.ShownWebhook, status=201
    ),
    patch("/webhooks/{id}", webhooks.edit, INTEGRATORS, "Change", body=n.WebhookChange, answer=n.ShownWebhook),
    delete("/webhooks/{id}", webhooks.remove, INTEGRATORS, "End"),
    get("/webhooks/{id}/log", webhooks.log, INTEGRATORS, "What was sent", query=Page, answer=n.ShownAttempts),
    post(
        "/webhooks/{id}/replay",
        webhooks.send_again,
        INTEGRATORS,
        "Send an event again",
        body=n.ReplayBody,
        answer=n.ShownAttempt,
        status=202,
    ),
    get("/events", operations.events, ANYONE, "What changed", query=n.EventQuery, answer=n.ShownEvents),
    get("/search", operations.search, ANYONE, "Find customers and messages", query=n.SearchQuery, answer=n.ShownHits),
    get("/users", accounts.users, ADMINS, "Who may sign in", answer=n.ShownPeople),
    post("/users", accounts.add_user, ADMINS, "Let somebody in", body=n.NewUserBody, answer=n.ShownPerson, status=201),
    patch("/users/{id}", accounts.edit, ADMINS, "Change", body=n.UserChange, answer=n.ShownPerson),
    get("/tokens", accounts.tokens, ADMINS, "Which programs may come in", answer=n.ShownTokens),
    post(
        "/tokens", accounts.add_token, ADMINS, "Let a program in", body=n.NewTokenBody, answer=n.ShownToken, status=201
    ),
    delete("/tokens/{id}", accounts.revoke_token, ADMINS, "Shut a program out"),
    get("/audit", operations.audit, ADMINS, "Who saw or did what", query=Page, answer=n.ShownAudit),
    get("/raw-payloads", operations.raw_payloads, ADMINS, "What could not be read", query=n.RawQuery, answer=Shown),
    get(
        "/reports/staffing",
        staffing.show,
        SUPERVISORS,
        "How many agents a load needs",
        query=StaffingQuery,
        answer=ShownStaffing,
    ),
    get("/voice/token", operations.voice_token, AGENTS, "What the softphone signs in with", answer=Shown),
)

_OFFICE = (*SUPERVISION, *REPORTS, *CARE, *FILES, *OPERATIONS)
ROUTES: tuple[Route, ...] = (*SESSION, *CUSTOMERS, *INTERACTIONS, *CALLS, *ROUTING, *PLANNING, *_OFFICE)
