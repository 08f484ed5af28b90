"""The documents are complete: every event, state and channel is named, and every link leads somewhere."""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import pytest

from hub.domain.deliveries import DeliveryState
from hub.domain.events import EventType
from hub.domain.work import OfferState, WorkItemState
from hub.ports.channels import CallVerb

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])


def words(page: Path) -> set[str]:
    return set(re.findall(r"[a-z][a-z_.]+[a-z]", page.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("concepts.md", EventType),
        ("concepts.md", DeliveryState),
        ("concepts.md", WorkItemState),
        ("concepts.md", OfferState),
        ("channels/phone.md", CallVerb),
    ],
)
def test_every_value_is_named(page: str, named: Iterable[StrEnum]) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    known = words(DOCS / page)
    missing = [each.value for each in named if each.value not in known and each.value.replace("_", " ") not in text]
    assert missing == []


def test_every_kind_of_channel_has_its_page() -> None:
    kinds = {each.name for each in (ROOT / "hub" / "channels").iterdir() if each.is_dir() and each.name[0] not in "_."}
    assert {each.stem for each in (DOCS / "channels").glob("*.md")} >= kinds


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [each for each in links if "://" not in each and not each.startswith("mailto:")]
    assert [each for each in local if not (page.parent / each).exists()] == []


def test_decisions_are_numbered_once() -> None:
    numbers = [each.name[:4] for each in (DOCS / "adr").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


def test_every_public_complaint_has_a_test_that_names_it() -> None:
    page = (DOCS / "routing.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+? \| (\[.+?) \| .+? \| \[`(test_\w+)`\]\((.+?)\) \|$", page, re.MULTILINE)
    assert len(rows) == 42
    for links, name, file in rows:
        source = (DOCS / file).read_text(encoding="utf-8")
        assert re.search(rf"def {name}\(", source), f"docs/routing.md names {name}, which {file} does not have"
        assert "#" in links
