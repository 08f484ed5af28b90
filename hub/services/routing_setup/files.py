"""The whole configuration of the routing as one document: written out with names, compared, applied at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from hub.domain.agents import Agent, Presence
from hub.domain.entry_rules import EntryRule
from hub.domain.hours import NamedHours, OpeningHours
from hub.domain.ids import new_id
from hub.domain.plans import Plan
from hub.domain.profiles import RoutingProfile, Skill
from hub.domain.queues import Disposition, Queue
from hub.domain.sla import SlaPolicy
from hub.errors import InvalidError
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.names import ids_of, names_of, with_names
from hub.services.routing_setup.queues import merged
from hub.services.routing_setup.refusals import (
    refuse_hours,
    refuse_plan,
    refuse_policy,
    refuse_profile,
    refuse_queue,
    refuse_rule,
)
from hub.services.shapes import Shape
from hub.services.shapes_routing import plain

SECTIONS = (
    "skills",
    "hours",
    "sla_policies",
    "agents",
    "profiles",
    "queues",
    "plans",
    "entry_rules",
    "dispositions",
)
_HIDDEN = frozenset({"id", "version", "routing_domain", "created_at", "updated_at"})
_OF_AGENTS = ("name", "skills", "profile_id", "capacity", "languages")

Given = Mapping[str, Sequence[tuple[str, Mapping[str, object]]]]
"""By section, the things of a document: id (or, for skills and result codes, name), and the fields given."""


def exported(config: RoutingConfig) -> dict[str, list[Shape]]:
    """Write everything out, things by name; what a default would be is left out only where it is null."""
    names = names_of(config)
    return {
        section: [_written(section, thing, names) for thing in things(config, section).values()] for section in SECTIONS
    }


def _written(section: str, thing: Any, names: Mapping[str, Mapping[str, str]]) -> Shape:
    shape = plain(thing)
    if section == "agents":
        shape = {name: shape[name] for name in _OF_AGENTS}
    if section == "queues" and shape["hours_id"] is not None:
        del shape["hours"]
    written: Shape = with_names({name: each for name, each in shape.items() if name not in _HIDDEN}, names)
    return written


def things(config: RoutingConfig, section: str) -> Mapping[str, Any]:
    """What a section holds, by key."""
    by_section: dict[str, Mapping[str, Any]] = {
        "skills": config.skills,
        "hours": config.hours,
        "sla_policies": config.policies,
        "agents": config.agents,
        "profiles": config.profiles,
        "queues": config.queues,
        "plans": config.plans,
        "entry_rules": {each.id: each for each in config.rules},
        "dispositions": {disposition_key(each.code, each.queue_id): each for each in config.dispositions},
    }
    return by_section[section]


def disposition_key(code: str, queue_id: str | None) -> str:
    """A result code belongs to one queue or to all."""
    return f"{queue_id or ''}/{code}"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing made (`before` None) or changed; `because` says so when the document does not name it itself."""

    section: str
    key: str
    before: Any | None
    after: Any

    def shape(self, names: Mapping[str, Mapping[str, str]]) -> Shape:
        """What changes, field by field, with names for ids."""
        old = with_names(plain(self.before), names) if self.before is not None else {}
        new = with_names(plain(self.after), names)
        changed = {
            name: {"before": old.get(name), "after": value}
            for name, value in new.items()
            if self._is_shown(name) and old.get(name) != value
        }
        name = getattr(self.after, "name", None) or self.after.code
        action = "change" if self.before is not None else "create"
        return {"section": self.section, "name": name, "action": action, "fields": changed}

    def _is_shown(self, name: str) -> bool:
        return name in _OF_AGENTS if self.section == "agents" else name not in _HIDDEN


@dataclass(kw_only=True)
class Target:
    """The configuration as it would be."""

    config: RoutingConfig
    changes: list[Change] = field(default_factory=list)


def compared(config: RoutingConfig, given: Given, *, at: datetime) -> Target:
    """Lay a document over what there is; nothing is removed, and fields that are not given stay as they are."""
    held = {section: dict(things(config, section)) for section in SECTIONS}
    found: dict[tuple[str, str], Change] = {}
    for section in SECTIONS:
        for key, fields in given.get(section, ()):
            before = held[section].get(key)
            thing = before if before is not None else _blank(section, key, fields, held, at)
            after = merged(thing, fields, held["hours"]) if section == "queues" else replace(thing, **fields)
            held[section][key] = after
            found[section, key] = Change(section=section, key=key, before=before, after=after)
    for key, queue in held["queues"].items():
        shared = held["hours"].get(queue.hours_id)
        if shared is not None and queue.hours != shared.hours:
            held["queues"][key] = replace(queue, hours=shared.hours)
            before = things(config, "queues").get(key)
            found["queues", key] = Change(section="queues", key=key, before=before, after=held["queues"][key])
    target = _config(held)
    changes = [each for each in found.values() if each.after != each.before]
    for change in changes:
        _refuse(change, target)
    return Target(config=target, changes=changes)


def _blank(
    section: str, key: str, fields: Mapping[str, object], held: Mapping[str, Mapping[str, Any]], at: datetime
) -> Any:
    never = OpeningHours(time_zone="UTC", week=((),) * 7)
    last = max((each.position for each in held["entry_rules"].values()), default=0)
    blank: dict[str, Callable[[], Any]] = {
        "skills": lambda: Skill(name=str(fields["name"])),
        "hours": lambda: NamedHours(id=key, name="", hours=never, created_at=at, updated_at=at),
        "sla_policies": lambda: SlaPolicy(id=key, name="", created_at=at, updated_at=at),
        "agents": lambda: Agent(id=key, name="", presence=Presence(since=at), created_at=at, updated_at=at),
        "profiles": lambda: RoutingProfile(id=key, name="", created_at=at, updated_at=at),
        "queues": lambda: Queue(id=key, name="", created_at=at, updated_at=at),
        "plans": lambda: Plan(id=key, name="", created_at=at, updated_at=at),
        "entry_rules": lambda: EntryRule(id=key, name="", position=last + 1, queue_id=""),
        "dispositions": lambda: Disposition(code=str(fields["code"]), label=""),
    }
    return blank[section]()


def _config(held: Mapping[str, Mapping[str, Any]]) -> RoutingConfig:
    return RoutingConfig(
        agents=held["agents"],
        profiles=held["profiles"],
        queues=held["queues"],
        plans=held["plans"],
        rules=tuple(sorted(held["entry_rules"].values(), key=lambda each: (each.position, each.id))),
        skills=held["skills"],
        hours=held["hours"],
        policies=held["sla_policies"],
        dispositions=tuple(held["dispositions"].values()),
    )


def _refuse(change: Change, config: RoutingConfig) -> None:
    """Refuse what no single request may contain either."""
    thing = change.after
    if not getattr(thing, "name", "-").strip():
        raise InvalidError(f"{change.section} has something without a name", field=change.section)
    refusals: dict[str, Callable[[], None]] = {
        "hours": lambda: refuse_hours(thing.hours, "hours"),
        "sla_policies": lambda: refuse_policy(thing, config),
        "profiles": lambda: refuse_profile(thing, config),
        "queues": lambda: refuse_queue(thing, config),
        "plans": lambda: refuse_plan(thing, config),
        "entry_rules": lambda: refuse_rule(thing, config),
    }
    try:
        refusals.get(change.section, lambda: None)()
    except InvalidError as error:
        name = getattr(thing, "name", "")
        raise InvalidError(f"{change.section} {name!r}, {error.field}: {error}", field=error.field) from error


def fresh_ids(document: Mapping[str, Sequence[Mapping[str, Any]]], config: RoutingConfig) -> dict[str, dict[str, str]]:
    """Ids by name for everything that is there or that the document adds."""
    ids = ids_of(config)
    for section, known in ids.items():
        for each in document.get(section, ()):
            name = each.get("name")
            if isinstance(name, str) and name not in known:
                _refuse_ambiguous(section, name, config)
                known[name] = new_id()
    return ids


def _refuse_ambiguous(section: str, name: str, config: RoutingConfig) -> None:
    if any(each.name == name for each in things(config, section).values()):
        raise InvalidError(f"{section} has several {name!r}; rename all but one", field=section)
