"""A transaction's repositories, grouped as the product is; each group has its module here and its tables in
`hub.storage`.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from hub.domain.cases import Department
from hub.domain.hours import NamedHours
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile
from hub.domain.sla import SlaPolicy
from hub.ports.repositories.access import Audit, Idempotency, Sessions, Throttle, Tokens, Users
from hub.ports.repositories.blobs import BlobRows
from hub.ports.repositories.calls import CallLegs
from hub.ports.repositories.care import CareRules, Templates
from hub.ports.repositories.cases import CaseKinds, Cases
from hub.ports.repositories.customer_fields import CustomerFields
from hub.ports.repositories.customers import Customers, Merges
from hub.ports.repositories.decisions import Decisions
from hub.ports.repositories.duplicates import Duplicates
from hub.ports.repositories.imports import Imports
from hub.ports.repositories.integration import Events, WebhookTargets
from hub.ports.repositories.knowledge import ArticleIndex, Articles, CannedReplies, Macros, UsageCounts
from hub.ports.repositories.log import Interactions, Messages, RawPayloads, Search
from hub.ports.repositories.notices import Notices
from hub.ports.repositories.outbound import Consents, Deliveries
from hub.ports.repositories.plans import Shelf, Skills
from hub.ports.repositories.pools import Absences, Pools, Weekly
from hub.ports.repositories.privacy import PersonalData, Suppressions
from hub.ports.repositories.reports import Journal
from hub.ports.repositories.routing import Agents, Offers, Queues, Routing, WorkItems
from hub.ports.repositories.service_report import ServiceCounts
from hub.ports.repositories.tasks import Tasks
from hub.ports.repositories.today import Today
from hub.ports.repositories.value import ClassRuns, Purchases, RuleBook, ServiceRecords, Value


class Tx(Protocol):
    """One transaction."""

    customers: Customers
    merges: Merges
    customer_fields: CustomerFields
    duplicates: Duplicates
    imports: Imports
    interactions: Interactions
    messages: Messages
    raw_payloads: RawPayloads
    search: Search
    agents: Agents
    queues: Queues
    work_items: WorkItems
    offers: Offers
    routing: Routing
    decisions: Decisions
    journal: Journal
    service_counts: ServiceCounts
    plans: Shelf[Plan]
    profiles: Shelf[RoutingProfile]
    skills: Skills
    hours: Shelf[NamedHours]
    sla_policies: Shelf[SlaPolicy]
    tasks: Tasks
    cases: Cases
    case_kinds: CaseKinds
    departments: Shelf[Department]
    notices: Notices
    today: Today
    articles: Articles
    article_index: ArticleIndex
    usage: UsageCounts
    canned_replies: CannedReplies
    macros: Macros
    purchases: Purchases
    service_records: ServiceRecords
    value: Value
    rule_book: RuleBook
    class_runs: ClassRuns
    pools: Pools
    absences: Absences
    weekly: Weekly
    call_legs: CallLegs
    deliveries: Deliveries
    consents: Consents
    suppressions: Suppressions
    personal: PersonalData
    templates: Templates
    care_rules: CareRules
    events: Events
    webhook_targets: WebhookTargets
    users: Users
    sessions: Sessions
    tokens: Tokens
    throttle: Throttle
    idempotency: Idempotency
    audit: Audit
    blobs: BlobRows

    def together(self) -> AbstractContextManager[None]:
        """Send what is written inside to the database together, as far as it can; nothing inside reads it back."""


__all__ = ["Tx"]
