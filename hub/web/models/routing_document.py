"""The routing document as somebody writes it: checked like the requests that would say the same one by one."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from pydantic import Field, ValidationError

from hub.errors import InvalidError
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.files import SECTIONS, Given, disposition_key, fresh_ids, things
from hub.services.routing_setup.names import with_ids
from hub.web.models.base import Body
from hub.web.models.hours import NamedHoursChange
from hub.web.models.plans import PlanChange, ProfileChange, SkillBody, SlaPolicyChange
from hub.web.models.queues import DispositionBody, QueueChange
from hub.web.models.routing import AgentChange, EntryRuleChange

_Many: Any = Field(default_factory=list, max_length=20_000)


class RoutingDocument(Body):
    """Every section may be left out; things are known by their names."""

    skills: Annotated[list[SkillBody], _Many]
    hours: Annotated[list[NamedHoursChange], _Many]
    sla_policies: Annotated[list[SlaPolicyChange], _Many]
    agents: Annotated[list[AgentChange], _Many]
    profiles: Annotated[list[ProfileChange], _Many]
    queues: Annotated[list[QueueChange], _Many]
    plans: Annotated[list[PlanChange], _Many]
    entry_rules: Annotated[list[EntryRuleChange], _Many]
    dispositions: Annotated[list[DispositionBody], _Many]


def read_document(document: Mapping[str, Any], config: RoutingConfig) -> Given:
    """Check a document and put ids in place of its names; raises `InvalidError` that names every wrong place."""
    lists = {name: each for name, each in document.items() if isinstance(each, list)}
    shaped = {name: [each for each in items if isinstance(each, dict)] for name, items in lists.items()}
    ids = fresh_ids(shaped, config)
    known = {section: things(config, section) for section in SECTIONS}
    resolved = with_ids(dict(document), ids, known)
    try:
        body = RoutingDocument.model_validate_json(orjson.dumps(resolved), strict=True)
    except ValidationError as error:
        raise InvalidError("; ".join(_words(each) for each in error.errors()[:20]), field="document") from error
    return {section: [_keyed(section, each, ids) for each in getattr(body, section)] for section in SECTIONS}


def _words(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"])
    return f"{place or 'document'}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def _keyed(section: str, body: Any, ids: Mapping[str, Mapping[str, str]]) -> tuple[str, dict[str, object]]:
    if section == "dispositions":
        return disposition_key(body.code, body.queue_id), body.given()
    if section == "skills":
        return body.name, body.given()
    name = body.name if "name" in body.model_fields_set else None
    if name is None:
        raise InvalidError("everything in a document needs its name", field=section)
    return ids[section][name], body.fields()
