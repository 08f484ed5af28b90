"""Templates, standing rules, deliveries, consents."""

from hub.web.api import care_rules, outbound, templates
from hub.web.models import care as m
from hub.web.models.base import Empty, Shown
from hub.web.roles import ANYONE, CAMPAIGNS, DESK, STAFF
from hub.web.route import get, patch, post

ROUTES = (
    get("/templates", templates.list_, ANYONE, "Templates", query=m.TemplateQuery, answer=m.ShownTemplates),
    post("/templates", templates.create, CAMPAIGNS, "Make", body=m.NewTemplateBody, answer=m.ShownTemplate, status=201),
    patch("/templates/{id}", templates.edit, CAMPAIGNS, "Change", body=m.TemplateChange, answer=m.ShownTemplate),
    post(
        "/templates/{id}/preview",
        templates.preview,
        STAFF,
        "As a customer would read it",
        body=m.PreviewBody,
        answer=m.ShownPreview,
    ),
    get("/rules", care_rules.list_, STAFF, "Standing rules", answer=m.ShownCareRules),
    post("/rules", care_rules.create, CAMPAIGNS, "Make", body=m.NewCareRuleBody, answer=m.ShownCareRule, status=201),
    patch("/rules/{id}", care_rules.edit, CAMPAIGNS, "Change", body=m.CareRuleChange, answer=m.ShownCareRule),
    post("/rules/{id}/preview", care_rules.preview, CAMPAIGNS, "Whom it would greet", body=Empty, answer=Shown),
    get("/deliveries", outbound.deliveries, ANYONE, "What left", query=m.DeliveryQuery, answer=m.ShownDeliveries),
    get("/deliveries/{id}", outbound.delivery, ANYONE, "Show", answer=m.ShownDeliveryRow),
    get(
        "/consents", outbound.consents, ANYONE, "A customer's statements", query=m.ConsentQuery, answer=m.ShownConsents
    ),
    post("/consents", outbound.state, DESK, "Write one down", body=m.ConsentBody, answer=m.ShownConsent, status=201),
)
