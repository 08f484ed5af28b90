"""/plans: how what waiting work needs is relaxed over time."""

from hub.domain.plans import Plan
from hub.services.routing_setup.plans import PLANS, create_plan
from hub.web.api.shelves import ShelfApi
from hub.web.models.plans import NewPlanBody, PlanChange

PLAN_API = ShelfApi[Plan](keeper=PLANS, make=create_plan, alter=PLANS.edit, new=NewPlanBody, change=PlanChange)
