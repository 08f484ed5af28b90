"""Entry rules as supervisors write them, and the dry run that shows which one fires."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from hub.domain.addresses import email_address, phone_address
from hub.domain.customers import Customer
from hub.domain.entry_rules import EntryFacts, EntryRule, dry_run
from hub.domain.ids import new_id
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.intake.entry import read_entry_book
from hub.services.routing_setup.config import read_routing
from hub.services.routing_setup.refusals import refuse_rule
from hub.services.shapes import Shape
from hub.services.shapes_routing import plain


@dataclass(frozen=True, kw_only=True)
class TrialContact:
    """A contact that might come in; `address` is the sender's, by which the customer is known."""

    channel: str
    kind: str
    our_address: str
    address: str
    language: str
    digits: str
    answers: dict[str, str]
    at: datetime


def create_rule(tx: Tx, given: dict[str, object]) -> EntryRule:
    """Add a rule; without a position it comes last."""
    last = max((each.position for each in tx.queues.entry_rules()), default=0)
    rule = _with(tx, EntryRule(id=new_id(), name="", position=last + 1, queue_id=""), given)
    tx.queues.put_entry_rule(rule)
    return rule


def edit_rule(tx: Tx, rule_id: str, given: dict[str, object], *, expected_version: int | None) -> EntryRule:
    """Change the fields given."""
    rule = _require(tx, rule_id)
    if expected_version not in (None, rule.version):
        raise StaleVersionError(f"entry rule {rule_id} is at version {rule.version}; read it again")
    changed = replace(_with(tx, rule, given), version=rule.version + 1)
    tx.queues.put_entry_rule(changed)
    return changed


def remove_rule(tx: Tx, rule_id: str) -> None:
    """Delete a rule; interactions keep its name."""
    tx.queues.remove_entry_rule(_require(tx, rule_id).id)


def try_contact(tx: Tx, contact: TrialContact, *, region: str | None) -> Shape:
    """Say of every enabled rule whether it matches and what fails first, and where the contact would go."""
    customer = _customer(tx, contact, region)
    facts = EntryFacts(
        channel=contact.channel,
        kind=contact.kind,
        our_address=contact.our_address,
        language=contact.language or (customer.language if customer else ""),
        customer_tags=customer.tags if customer else (),
        classes=customer.classes if customer else {},
        owner_agent_id=customer.owner_agent_id if customer else None,
        digits=contact.digits,
        answers=contact.answers,
        at=contact.at,
    )
    book = read_entry_book(tx)
    entry = book.choose(facts)
    verdicts = [
        {"rule_id": each.rule.id, "name": each.rule.name, "matched": each.failed is None, "failed": each.failed}
        for each in dry_run(book.rules, facts)
    ]
    return {
        "verdicts": verdicts,
        "rule_id": entry.rule.id if entry.rule else None,
        "queue_id": entry.queue.id if entry.queue else None,
        "plan_id": (entry.rule.plan_id if entry.rule else None) or (entry.queue.plan_id if entry.queue else None),
        "sla_id": entry.terms.policy.id if entry.terms else None,
        "requirements": [plain(each) for each in entry.rule.requirements] if entry.rule else [],
        "priority": entry.rule.priority if entry.rule else 0,
        "customer_id": customer.id if customer else None,
    }


_FIELDS = frozenset(each.name for each in fields(EntryRule)) - {"id", "version"}


def _with(tx: Tx, rule: EntryRule, given: dict[str, object]) -> EntryRule:
    changed: EntryRule = replace(rule, **{key: given[key] for key in _FIELDS & given.keys()})  # type: ignore[arg-type]
    if not changed.name.strip():
        raise InvalidError("a rule needs a name", field="name")
    refuse_rule(changed, read_routing(tx))
    return changed


def _require(tx: Tx, rule_id: str) -> EntryRule:
    rule = tx.queues.entry_rule(rule_id)
    if rule is None:
        raise NotFoundError(f"there is no entry rule {rule_id}")
    return rule


def _customer(tx: Tx, contact: TrialContact, region: str | None) -> Customer | None:
    for address in (phone_address(contact.address, region), email_address(contact.address)):
        if address is not None and not address.is_sender_id:
            known = tx.customers.by_address(address.kind.value, address.value)
            if known:
                return known[0]
    return None
