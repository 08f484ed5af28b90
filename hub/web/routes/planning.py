"""What routing follows: plans, profiles, hours, promised times, skills."""

from hub.web.api import skills
from hub.web.api.hours import HOURS_API
from hub.web.api.plans import PLAN_API
from hub.web.api.profiles import PROFILE_API
from hub.web.api.sla import SLA_API
from hub.web.models import hours as h
from hub.web.models import plans as p
from hub.web.roles import STAFF, SUPERVISORS
from hub.web.route import delete, get, patch, post
from hub.web.routes.shelves import shelf

ROUTES = (
    *shelf("/plans", PLAN_API, "How needs are relaxed over time", p.ShownPlan, p.ShownPlans),
    *shelf("/profiles", PROFILE_API, "What groups of agents serve", p.ShownProfile, p.ShownProfiles),
    *shelf("/hours", HOURS_API, "Shared opening hours", h.ShownNamedHours, h.ShownNamedHoursList),
    *shelf("/sla-policies", SLA_API, "Promised times", p.ShownSlaPolicy, p.ShownSlaPolicies),
    get("/skills", skills.list_, STAFF, "What agents can", answer=p.ShownSkills),
    post("/skills", skills.create, SUPERVISORS, "Make or change", body=p.SkillBody, answer=p.ShownSkill, status=201),
    get("/skills/{name}", skills.show, STAFF, "Show", answer=p.ShownSkill),
    patch("/skills/{name}", skills.edit, SUPERVISORS, "Change", body=p.SkillChange, answer=p.ShownSkill),
    delete("/skills/{name}", skills.remove, SUPERVISORS, "Delete what nobody has"),
    get("/routing/check", skills.check, STAFF, "What will never match", answer=p.ShownFindings),
)
