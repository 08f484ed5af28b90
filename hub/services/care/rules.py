"""Standing care rules (birthdays) as campaign owners write them."""

import zoneinfo
from dataclasses import replace
from datetime import datetime

from hub.domain.care import CareRule
from hub.domain.ids import new_id
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.care.templates import require_template
from hub.services.shapes import Shape, time_shape

_FIELDS = frozenset({"name", "trigger", "template_id", "channels", "at", "window", "zone", "leap_day", "enabled"})


def create_care_rule(tx: Tx, fields: dict[str, object], *, known_channels: frozenset[str], at: datetime) -> CareRule:
    """Make a rule."""
    blank = CareRule(id=new_id(), name="", template_id="", channels=(), created_at=at, updated_at=at)
    rule = _with(tx, blank, fields, known_channels)
    tx.care_rules.put(rule, None)
    return rule


def edit_care_rule(
    tx: Tx,
    rule_id: str,
    fields: dict[str, object],
    *,
    known_channels: frozenset[str],
    expected_version: int | None,
    at: datetime,
) -> CareRule:
    """Change the fields given."""
    rule = require_care_rule(tx, rule_id)
    if expected_version not in (None, rule.version):
        raise StaleVersionError(f"rule {rule_id} is at version {rule.version}; read it again")
    changed = replace(_with(tx, rule, fields, known_channels), version=rule.version + 1, updated_at=at)
    tx.care_rules.put(changed, rule.version)
    return changed


def require_care_rule(tx: Tx, rule_id: str) -> CareRule:
    """Return a rule."""
    rule = tx.care_rules.get(rule_id)
    if rule is None:
        raise NotFoundError(f"there is no rule {rule_id}")
    return rule


def care_rule_shape(rule: CareRule) -> Shape:
    """A rule as the API shows it; times are on the customer's wall clock."""
    return {
        "id": rule.id,
        "version": rule.version,
        "name": rule.name,
        "trigger": rule.trigger.value,
        "template_id": rule.template_id,
        "channels": list(rule.channels),
        "at": rule.at.isoformat(timespec="minutes"),
        "window": {
            "start": rule.window.start.isoformat(timespec="minutes"),
            "end": rule.window.end.isoformat(timespec="minutes"),
        },
        "zone": rule.zone,
        "leap_day": rule.leap_day,
        "enabled": rule.enabled,
        "created_at": time_shape(rule.created_at),
        "updated_at": time_shape(rule.updated_at),
    }


def _with(tx: Tx, rule: CareRule, fields: dict[str, object], known_channels: frozenset[str]) -> CareRule:
    changed: CareRule = replace(rule, **{key: fields[key] for key in _FIELDS & fields.keys()})  # type: ignore[arg-type]
    if not changed.name.strip():
        raise InvalidError("a rule needs a name", field="name")
    require_template(tx, changed.template_id, field="template_id")
    unknown = [each for each in changed.channels if each not in known_channels]
    if unknown or not changed.channels:
        known = ", ".join(sorted(known_channels)) or "none"
        raise InvalidError(
            f"no channel is called {', '.join(unknown) or 'nothing'}; known are {known}", field="channels"
        )
    if changed.zone not in zoneinfo.available_timezones():
        raise InvalidError(f"{changed.zone!r} is no IANA time zone; write one like Asia/Shanghai", field="zone")
    if changed.window.start >= changed.window.end:
        raise InvalidError("must end later than it starts", field="window")
    return changed
