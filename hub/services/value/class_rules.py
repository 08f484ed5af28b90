"""The rules of classification and pools: what is in force, and changing it as a new version."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from hub.domain.classification import (
    DEFAULTS,
    POOLS,
    PoolRule,
    Ratio,
    Rule,
    RuleDocument,
    Scoring,
    Tier,
)
from hub.domain.classing import Rules, scheme_rules
from hub.domain.ids import new_id
from hub.errors import NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.shapes import Shape, time_shape

_READ: Mapping[str, Callable[[Any], Any]] = {
    "recency_days": tuple,
    "frequency": tuple,
    "amounts": tuple,
    "cycle_days": tuple,
    "cells": lambda rows: tuple(tuple(row) for row in rows),
    "tiers": lambda tiers: tuple(Tier(**each) for each in tiers),
    "ratios": lambda ratios: tuple(Ratio(**each) for each in ratios),
    "scoring": Scoring,
}


@dataclass(frozen=True, kw_only=True)
class RuleChange:
    """A new version of a rule, from somebody who read version `expected_version` (None: whichever)."""

    name: str
    rule: Rule
    expected_version: int | None
    by: str


def rules_in_force(tx: Tx) -> tuple[Rules, PoolRule]:
    """Read the rules; what nobody has edited is the default."""
    known = {name: rule_of(document) for name, document in tx.rule_book.newest().items()}
    pools = known.get(POOLS, DEFAULTS[POOLS])
    return scheme_rules(known), pools if isinstance(pools, PoolRule) else PoolRule()


def rule_of(document: RuleDocument) -> Rule:
    """Read a document; a field that is no longer known is left out."""
    kind = type(DEFAULTS[document.name])
    known = {each.name for each in fields(kind)}
    values = {key: _READ.get(key, _same)(value) for key, value in document.rule.items() if key in known}
    rule: Rule = kind(**values)
    return rule


def _same(value: object) -> object:
    return value


def change_rule(tx: Tx, change: RuleChange, *, at: datetime) -> RuleDocument:
    """Write a new version; raises `StaleVersionError` when somebody was faster."""
    current = tx.rule_book.newest().get(change.name)
    version = current.version if current else 1
    if change.expected_version not in (None, version):
        raise StaleVersionError(f"rule {change.name} is at version {version}; read it again")
    document = RuleDocument(
        id=new_id(), name=change.name, version=version + 1, rule=asdict(change.rule), by=change.by, at=at
    )
    if not tx.rule_book.add(document):
        raise StaleVersionError(f"rule {change.name} was changed just now; read it again")
    record(
        tx, actor=change.by, action="rule.changed", subject=change.name, at=at, version=version + 1, rule=document.rule
    )
    return document


def rule_shapes(tx: Tx) -> dict[str, Shape]:
    """Every rule in force, by name; version 1 is the default."""
    newest = tx.rule_book.newest()
    return {name: _shape(name, newest.get(name)) for name in DEFAULTS}


def rule_shape(tx: Tx, name: str) -> Shape:
    """One rule in force."""
    if name not in DEFAULTS:
        raise NotFoundError(f"there is no rule {name!r}; there are {', '.join(DEFAULTS)}")
    return rule_shapes(tx)[name]


def version_shapes(tx: Tx, name: str) -> list[Shape]:
    """All versions of a rule, newest first, down to the default."""
    rule_shape(tx, name)
    return [*(_shape(name, each) for each in tx.rule_book.versions(name)), _shape(name, None)]


def _shape(name: str, document: RuleDocument | None) -> Shape:
    if document is None:
        return {"id": name, "name": name, "version": 1, "rule": asdict(DEFAULTS[name]), "by": "", "at": None}
    return {
        "id": name,
        "name": name,
        "version": document.version,
        "rule": asdict(rule_of(document)),
        "by": document.by,
        "at": time_shape(document.at),
    }
