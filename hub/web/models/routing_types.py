"""The bounds that requests about routing share."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from hub.domain.interactions import InteractionKind
from hub.domain.plans import HIGHEST_LEVEL, LOWEST_LEVEL
from hub.domain.text import clean_text
from hub.web.models.base import Id

Seconds = Annotated[int, Field(ge=0, le=86_400)]
Later = Annotated[int, Field(ge=0, le=1_209_600)]
"""Seconds within two weeks."""
Level = Annotated[int, Field(ge=LOWEST_LEVEL, le=HIGHEST_LEVEL)]
LevelOrNone = Annotated[int, Field(ge=0, le=HIGHEST_LEVEL)]
"""A level; 0 is to be without the skill."""
Count = Annotated[int, Field(ge=0, le=1_000)]
Units = Annotated[int, Field(ge=0, le=10_000)]
Rank = Annotated[int, Field(ge=1, le=100)]
Priority = Annotated[int, Field(ge=-100, le=100)]
SkillName = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^/\s](?:[^/]*[^/\s])?$"), AfterValidator(clean_text)
]
Kinds = Annotated[list[InteractionKind], Field(max_length=10)]
SecondsByKind = dict[InteractionKind, Seconds]
KindsByKind = dict[InteractionKind, Kinds]
Ids = Annotated[list[Id], Field(max_length=100)]


def kinds(named: list[InteractionKind]) -> tuple[str, ...]:
    """Kinds by their plain names."""
    return tuple(each.value for each in named)


def by_kind(table: dict[InteractionKind, list[InteractionKind]]) -> dict[str, tuple[str, ...]]:
    """What each kind names."""
    return {kind.value: kinds(named) for kind, named in table.items()}
