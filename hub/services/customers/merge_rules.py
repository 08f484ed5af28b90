"""Rules by which records merge without a person, as administrators write them: off until somebody turns one on."""

from dataclasses import replace
from datetime import datetime

from hub.domain.duplicates import EvidenceKind, MergeRule
from hub.domain.ids import new_id
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.customers.resemblance import PROOF
from hub.services.shapes import Shape, time_shape

_OWN = frozenset({"name", "needs", "enabled"})


def make_rule(tx: Tx, own: dict[str, object], *, actor: str, at: datetime) -> MergeRule:
    """Add a rule; raises `InvalidError` when nothing in it is proof."""
    rule = _with(MergeRule(id=new_id(), name="", needs=(), created_at=at, updated_at=at), own)
    tx.duplicates.put_rule(rule, None)
    record(tx, actor=actor, action="merge_rule.created", subject=rule.id, at=at, name=rule.name, enabled=rule.enabled)
    return rule


def edit_rule(
    tx: Tx, rule_id: str, own: dict[str, object], *, expected_version: int | None, actor: str, at: datetime
) -> MergeRule:
    """Change what is given."""
    rule = require_rule(tx, rule_id)
    if expected_version not in (None, rule.version):
        raise StaleVersionError(f"merge rule {rule_id} is at version {rule.version}; read it again")
    changed = replace(_with(rule, own), version=rule.version + 1, updated_at=at)
    tx.duplicates.put_rule(changed, rule.version)
    record(tx, actor=actor, action="merge_rule.updated", subject=rule_id, at=at, enabled=changed.enabled)
    return changed


def remove_rule(tx: Tx, rule_id: str, *, actor: str, at: datetime) -> None:
    """Delete a rule; what it merged stays merged, and can be parted one by one."""
    rule = require_rule(tx, rule_id)
    tx.duplicates.remove_rule(rule_id)
    record(tx, actor=actor, action="merge_rule.deleted", subject=rule_id, at=at, name=rule.name)


def require_rule(tx: Tx, rule_id: str) -> MergeRule:
    """Return a rule."""
    rule = tx.duplicates.rule(rule_id)
    if rule is None:
        raise NotFoundError(f"there is no merge rule {rule_id}")
    return rule


def rule_shape(rule: MergeRule) -> Shape:
    """A rule as the API shows it."""
    return {
        "id": rule.id,
        "version": rule.version,
        "name": rule.name,
        "needs": [each.value for each in rule.needs],
        "enabled": rule.enabled,
        "created_at": time_shape(rule.created_at),
        "updated_at": time_shape(rule.updated_at),
    }


def _with(rule: MergeRule, own: dict[str, object]) -> MergeRule:
    changed: MergeRule = replace(rule, **{key: own[key] for key in _OWN & own.keys()})  # type: ignore[arg-type]
    if not changed.name.strip():
        raise InvalidError("a rule needs a name", field="name")
    if not PROOF & set(changed.needs):
        proof = ", ".join(sorted(PROOF))
        text = f"nothing in it is proof: a rule needs one of {proof}, since a claimed address joins nobody"
        raise InvalidError(text, field="needs")
    ordered = tuple(each for each in EvidenceKind if each in changed.needs)
    return replace(changed, needs=ordered)
