"""Two records that may be one customer: what speaks for it, and rules that merge without a person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What two records have in common. Only `verified_address` and `external_id` are proof; the rest is resemblance."""

    VERIFIED_ADDRESS = "verified_address"
    ADDRESS = "address"
    SIMILAR_ADDRESS = "similar_address"
    EXTERNAL_ID = "external_id"
    NAME = "name"
    SIMILAR_NAME = "similar_name"
    BIRTHDAY = "birthday"


class DuplicateState(StrEnum):
    """What has become of a proposal."""

    OPEN = "open"
    DISMISSED = "dismissed"
    MERGED = "merged"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One thing in common; `value` is what both have, or the two as "one / other"."""

    kind: EvidenceKind
    value: str


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """A proposal; `one_id` is the older record, `score` runs from 1 to 100."""

    id: str
    one_id: str
    other_id: str
    score: int
    evidence: tuple[Evidence, ...]
    state: DuplicateState = DuplicateState.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class MergeRule:
    """Merges by itself what has all of `needs` in common; one of them must be proof."""

    id: str
    version: int = 1
    name: str
    needs: tuple[EvidenceKind, ...]
    enabled: bool = False
    created_at: datetime
    updated_at: datetime
