"""One transaction's repositories on a synchronous SQLAlchemy connection."""

from collections.abc import Iterator
from contextlib import contextmanager

from typing_extensions import override

from hub.ports import repositories as ports
from hub.storage.access import Audit, Idempotency, Sessions, Throttle, Tokens, Users
from hub.storage.article_index import ArticleIndex
from hub.storage.blobs import BlobRows
from hub.storage.calls import CallLegs
from hub.storage.care import CareRules, Templates
from hub.storage.cases import DEPARTMENT, CaseKinds, Cases
from hub.storage.connection import Unit
from hub.storage.customer_fields import CustomerFields
from hub.storage.customers import Customers
from hub.storage.decisions import Decisions
from hub.storage.duplicates import Duplicates
from hub.storage.imports import Imports
from hub.storage.integration import Events, WebhookTargets, write_events
from hub.storage.knowledge import Articles, CannedReplies, Macros, UsageCounts
from hub.storage.log import Interactions, Messages, RawPayloads
from hub.storage.merges import Merges
from hub.storage.notices import Notices
from hub.storage.outbound import Consents, Deliveries
from hub.storage.plans import HOURS, PLAN, PROFILE, SLA_POLICY, Shelf, Skills
from hub.storage.pools import Absences, Pools, Weekly
from hub.storage.purchases import Purchases, ServiceRecords
from hub.storage.reports import Journal
from hub.storage.routing import Agents, Offers, Queues, Routing, WorkItems
from hub.storage.search import Search
from hub.storage.tasks import Tasks
from hub.storage.today import Today
from hub.storage.value import ClassRuns, RuleBook, Value


class StorageTx(ports.Tx):
    """Implements `hub.ports.repositories.Tx`."""

    def __init__(self, unit: Unit) -> None:
        """Make the repositories on `unit`'s connection."""
        search = Search(unit)
        self.unit = unit
        self.search = search
        self.customers = Customers(unit, search)
        self.merges = Merges(unit, search)
        self.customer_fields = CustomerFields(unit)
        self.duplicates = Duplicates(unit, self.customers)
        self.imports = Imports(unit)
        self.interactions = Interactions(unit)
        self.messages = Messages(unit, search)
        self.raw_payloads = RawPayloads(unit)
        self.agents = Agents(unit)
        self.queues = Queues(unit)
        self.work_items = WorkItems(unit)
        self.offers = Offers(unit)
        self.routing = Routing(unit)
        self.decisions = Decisions(unit, self.interactions, self.customers)
        self.journal = Journal(unit)
        self.plans = Shelf(unit, PLAN)
        self.profiles = Shelf(unit, PROFILE)
        self.skills = Skills(unit)
        self.hours = Shelf(unit, HOURS)
        self.sla_policies = Shelf(unit, SLA_POLICY)
        self.tasks = Tasks(unit)
        self.cases = Cases(unit)
        self.case_kinds = CaseKinds(unit)
        self.departments = Shelf(unit, DEPARTMENT)
        self.notices = Notices(unit)
        self.today = Today(unit, self.customers)
        self.articles = Articles(unit)
        self.article_index = ArticleIndex(unit)
        self.usage = UsageCounts(unit)
        self.canned_replies = CannedReplies(unit)
        self.macros = Macros(unit)
        self.purchases = Purchases(unit)
        self.service_records = ServiceRecords(unit)
        self.value = Value(unit)
        self.rule_book = RuleBook(unit)
        self.class_runs = ClassRuns(unit)
        self.pools = Pools(unit)
        self.absences = Absences(unit)
        self.weekly = Weekly(unit)
        self.call_legs = CallLegs(unit)
        self.deliveries = Deliveries(unit)
        self.consents = Consents(unit)
        self.templates = Templates(unit)
        self.care_rules = CareRules(unit)
        self.events = Events(unit)
        self.webhook_targets = WebhookTargets(unit)
        self.users = Users(unit)
        self.sessions = Sessions(unit)
        self.tokens = Tokens(unit)
        self.throttle = Throttle(unit)
        self.idempotency = Idempotency(unit)
        self.audit = Audit(unit)
        self.blobs = BlobRows(unit)

    @override
    @contextmanager
    def together(self) -> Iterator[None]:
        with self.unit.together():
            yield
            if self.unit.is_postgres:  # the writer of SQLite numbers and writes the events of its whole batch
                write_events(self.unit)
