"""/sla-policies: promised times."""

from hub.domain.sla import SlaPolicy
from hub.services.routing_setup.sla_policies import SLA_POLICIES, create_sla_policy, edit_sla_policy
from hub.web.api.shelves import ShelfApi
from hub.web.models.plans import NewSlaPolicyBody, SlaPolicyChange

SLA_API = ShelfApi[SlaPolicy](
    keeper=SLA_POLICIES,
    make=create_sla_policy,
    alter=edit_sla_policy,
    new=NewSlaPolicyBody,
    change=SlaPolicyChange,
)
