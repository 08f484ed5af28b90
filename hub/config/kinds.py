"""Find the channel kinds, the hub's own and third parties', and let each check its blocks of the configuration."""

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pydantic import BaseModel, ValidationError

import hub.channels
from hub.config.problems import dotted, problems_of, unknown
from hub.errors import Problem
from hub.ports.channels import ChannelKind

GROUP = "hub.channels"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True, kw_only=True)
class ChannelBlock:
    """One configured channel: its name, its kind, and the settings as the kind's own model."""

    name: str
    kind: ChannelKind
    settings: BaseModel


def known_kinds() -> frozenset[str]:
    """The names a block's `kind` may have; nothing is imported yet."""
    return frozenset({*own_kinds(), *_foreign_kinds()})


def find_kind(name: str) -> ChannelKind:
    """Import a kind: `hub/channels/NAME`, else the entry point of that name. Raises KeyError when there is none."""
    if name in own_kinds():
        kind: ChannelKind = importlib.import_module(f"{hub.channels.__name__}.{name}").KIND
        return kind
    foreign: ChannelKind = _foreign_kinds()[name].load()
    return foreign


def own_kinds() -> frozenset[str]:
    """The kinds that the hub brings."""
    modules = pkgutil.iter_modules(hub.channels.__path__)
    return frozenset(module.name for module in modules if not module.name.startswith("_"))


def _foreign_kinds() -> Mapping[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def check_channels(table: Any, *, region: str) -> tuple[list[ChannelBlock], list[Problem]]:
    """Check every block of `[channels]`; a block with problems does not hide those of the others.

    `region` is what kinds that know one are given where their block names none.
    """
    if not isinstance(table, dict):
        return [], [Problem(field="channels", message="must be a table with one block a channel: [channels.NAME]")]
    blocks: list[ChannelBlock] = []
    problems: list[Problem] = []
    for name, block in table.items():
        found = _check_block(name, block, region)
        if isinstance(found, ChannelBlock):
            blocks.append(found)
        else:
            problems.extend(found)
    return blocks, problems


def _check_block(name: str, block: Any, region: str) -> ChannelBlock | list[Problem]:
    path = dotted(["channels", name])
    if not NAME.fullmatch(name):
        return [Problem(field=path, message="a channel's name has small letters, digits, - and _ (it is part of URLs)")]
    if not isinstance(block, dict) or "kind" not in block:
        return [Problem(field=f"{path}.kind", message=f"is missing; {unknown('', known_kinds())}")]
    word = block["kind"]
    if word not in known_kinds():
        return [Problem(field=f"{path}.kind", message=f"{word!r} is unknown; {unknown(str(word), known_kinds())}")]
    try:
        kind = find_kind(word)
    except (ImportError, AttributeError) as error:
        return [Problem(field=f"{path}.kind", message=f"{word!r} cannot be loaded: {error}")]
    try:
        own = {key: value for key, value in block.items() if key != "kind"}
        if region and "region" in kind.settings.model_fields:
            own.setdefault("region", region)
        return ChannelBlock(name=name, kind=kind, settings=kind.settings.model_validate(own))
    except ValidationError as error:
        return problems_of(error, kind.settings, "channels", name)
