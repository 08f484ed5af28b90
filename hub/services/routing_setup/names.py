"""Names for ids and ids for names, wherever a routing document refers to something."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from hub.errors import InvalidError
from hub.services.routing_setup.config import RoutingConfig

REFERENCES = {
    "agent_id": "agents",
    "agent_ids": "agents",
    "queue_id": "queues",
    "queue_ids": "queues",
    "move_to": "queues",
    "profile_id": "profiles",
    "plan_id": "plans",
    "sla_id": "sla_policies",
    "hours_id": "hours",
}
"""The section that each referring field looks into."""

Names = Mapping[str, Mapping[str, str]]
"""By section, ids by name (or names by id)."""


def ids_of(config: RoutingConfig) -> dict[str, dict[str, str]]:
    """Ids by name; a name that two things bear is left out, and found only by id."""
    sections: dict[str, Mapping[str, Any]] = {
        "agents": config.agents,
        "queues": config.queues,
        "profiles": config.profiles,
        "plans": config.plans,
        "sla_policies": config.policies,
        "hours": config.hours,
        "entry_rules": {each.id: each for each in config.rules},
    }
    return {section: _by_name(things) for section, things in sections.items()}


def names_of(config: RoutingConfig) -> dict[str, dict[str, str]]:
    """Names by id, where a name means one thing only."""
    return {section: {key: name for name, key in ids.items()} for section, ids in ids_of(config).items()}


def _by_name(things: Mapping[str, Any]) -> dict[str, str]:
    often = Counter(each.name for each in things.values())
    return {each.name: key for key, each in things.items() if often[each.name] == 1}


def with_names(value: Any, names: Names) -> Any:
    """Put names in place of ids."""
    return _mapped(value, lambda section, key: names.get(section, {}).get(key, key))


def with_ids(value: Any, ids: Names, known: Names) -> Any:
    """Put ids in place of names; what is already a known id stays."""

    def look(section: str, word: str) -> str:
        found = ids.get(section, {}).get(word)
        if found is None and word not in known.get(section, {}):
            raise InvalidError(f"{section} has no {word!r}; write the name of one, or add it", field=section)
        return found or word

    return _mapped(value, look)


def _mapped(value: Any, look: Any) -> Any:
    if isinstance(value, dict):
        return {key: _referred(key, each, look) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(each, look) for each in value]
    return value


def _referred(key: str, value: Any, look: Any) -> Any:
    section = REFERENCES.get(key)
    if section is None:
        return _mapped(value, look)
    if isinstance(value, str):
        return look(section, value)
    return [look(section, each) if isinstance(each, str) else each for each in value] if _is_list(value) else value


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)
