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
from hub.storage.personal_data import PersonalData
from hub.storage.plans import HOURS, PLAN, PROFILE, SLA_POLICY, Shelf, Skills
from hub.storage.pools import Absences, Pools, Weekly
from hub.storage.purchases import Purchases, ServiceRecords
from hub.storage.reports import Journal
from hub.storage.routing import Agents, Offers, Queues, Routing, WorkItems
from hub.storage.search import Search
from hub.storage.service_report import ServiceCounts
from hub.storage.suppressions import Suppressions
from hub.storage.tasks import Tasks
from hub.storage.today import Today
from hub.storage.value import ClassRuns, RuleBook, Value


class StorageTx(ports.Tx):
    """Implements `hub.ports.repositories.Tx`."""

    def __init__(self, unit: Unit) -> None:
        """Make the repositories on `unit`'s connection, in an order in which each finds what it builds on."""
        self.unit = unit
        self.search = Search(unit)
        self._know_customers(unit)
        self._keep_the_log(unit)
        self._route(unit)
        self._do_work(unit)
        self._let_in(unit)

    def _know_customers(self, unit: Unit) -> None:
        self.customers = Customers(unit, self.search)
        self.merges = Merges(unit, self.search)
        self.customer_fields = CustomerFields(unit)
        self.duplicates = Duplicates(unit, self.customers)
        self.imports = Imports(unit)
        self.purchases = Purchases(unit)
        self.service_records = ServiceRecords(unit)
        self.value = Value(unit)
        self.rule_book = RuleBook(unit)
        self.class_runs = ClassRuns(unit)
        self.pools = Pools(unit)
        self.absences = Absences(unit)
        self.weekly = Weekly(unit)
        self.consents = Consents(unit)
        self.suppressions = Suppressions(unit)
        self.personal = PersonalData(unit, self.search)

    def _keep_the_log(self, unit: Unit) -> None:
        self.interactions = Interactions(unit)
        self.messages = Messages(unit, self.search)
        self.raw_payloads = RawPayloads(unit)
        self.call_legs = CallLegs(unit)
        self.deliveries = Deliveries(unit)
        self.templates = Templates(unit)
        self.care_rules = CareRules(unit)
        self.events = Events(unit)
        self.webhook_targets = WebhookTargets(unit)
        self.blobs = BlobRows(unit)

    def _route(self, unit: Unit) -> None:
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

    def _do_work(self, unit: Unit) -> None:
        self.tasks = Tasks(unit)
        self.cases = Cases(unit)
        self.case_kinds = CaseKinds(unit)
        self.departments = Shelf(unit, DEPARTMENT)
        self.notices = Notices(unit)
        self.today = Today(unit, self.customers)
        self.service_counts = ServiceCounts(unit)
        self.articles = Articles(unit)
        self.article_index = ArticleIndex(unit)
        self.usage = UsageCounts(unit)
        self.canned_replies = CannedReplies(unit)
        self.macros = Macros(unit)

    def _let_in(self, unit: Unit) -> None:
        self.users = Users(unit)
        self.sessions = Sessions(unit)
        self.tokens = Tokens(unit)
        self.throttle = Throttle(unit)
        self.idempotency = Idempotency(unit)
        self.audit = Audit(unit)

    @override
    @contextmanager
    def together(self) -> Iterator[None]:
        with self.unit.together():
            yield
            if self.unit.is_postgres:  # the writer of SQLite numbers and writes the events of its whole batch
                write_events(self.unit)
