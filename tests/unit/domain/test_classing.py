"""Classification agrees with the examples that were computed by hand in docs/classification.md."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hub.domain.classification import (
    Borders,
    CreditRule,
    Figures,
    FiguresRule,
    LifetimeRule,
    LoyaltyRule,
    MatrixRule,
    RfmRule,
    Scoring,
    ValueRule,
)
from hub.domain.classing import (
    Rules,
    Subject,
    borders_of,
    by_credit,
    by_lifetime,
    by_loyalty,
    by_matrix,
    by_rfm,
    by_turnover,
    by_value,
    classes_of,
    fifths,
    lifetime_value,
    window_start,
)

DOC = Path(__file__).resolve().parents[3] / "docs" / "classification.md"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Line = dict[str, str]


def examples() -> list[tuple[str, Line]]:
    """The lines of every table under a heading `Example: NAME`."""
    found: list[tuple[str, Line]] = []
    for part in DOC.read_text(encoding="utf-8").split("### Example: ")[1:]:
        name, _, rest = part.partition("\n")
        rows = [line for line in rest.split("\n## ")[0].splitlines() if line.startswith("|")]
        head, _, *lines = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
        found += [
            (name, {key: "" if cell == "-" else cell for key, cell in zip(head, row, strict=True)}) for row in lines
        ]
    return found


def figures(line: Line) -> Figures:
    names = ("purchases", "spent", "window_purchases", "window_spent")
    return Figures(owner_id="c", **{name: int(line[name]) for name in names if name in line})  # type: ignore[arg-type]


def value(line: Line) -> str:
    return by_value(figures(line), ValueRule(), Borders(core_from=int(line["core_from"]))).name


def service(line: Line) -> str:
    return by_turnover(figures(line), Borders(a_from=int(line["a_from"]), b_from=int(line["b_from"]))).name


def rfm(line: Line) -> str:
    days, times, amounts = (tuple(map(int, line[name].split())) for name in ("recency_days", "frequency", "amounts"))
    last = NOW - timedelta(days=int(line["days_since_purchase"]))
    of = Figures(
        owner_id="c",
        last_at=last,
        purchases=1,
        window_purchases=int(line["window_purchases"]),
        window_spent=int(line["window_spent"]),
    )
    subject = Subject(figures=of, today=TODAY)
    fixed = RfmRule(scoring=Scoring.BORDERS, recency_days=days, frequency=times, amounts=amounts)
    by_quintiles = by_rfm(subject, RfmRule(), Borders(recency_days=days, frequency=times, amounts=amounts)).name
    assert by_rfm(subject, fixed, Borders()).name == by_quintiles
    return by_quintiles


def matrix(line: Line) -> str:
    first, last = (datetime.fromisoformat(line[name]).replace(tzinfo=UTC) for name in ("first", "last"))
    of = Figures(owner_id="c", first_at=first, last_at=last, purchases=int(line["purchases"]), spent=int(line["spent"]))
    found = by_matrix(of, MatrixRule())
    assert found.facts["cycle_days"] == (float(line["cycle"]) if line["cycle"] else None)
    assert found.facts["average_amount"] == int(line["average"])
    return found.name


def loyalty(line: Line) -> str:
    attributes = {"customer_since": line["since"]}
    subject = Subject(figures=Figures(owner_id="c"), attributes=attributes, today=date.fromisoformat(line["today"]))
    found = by_loyalty(subject, LoyaltyRule())
    assert found.facts["years"] == int(line["years"])
    return found.name


def credit(line: Line) -> str:
    found = by_credit(line, CreditRule())
    assert found.facts.get("score") == (float(line["score"]) if line["score"] else None)
    return found.name


JUDGES: dict[str, Callable[[Line], str]] = {
    "value": value,
    "service": service,
    "rfm": rfm,
    "matrix": matrix,
    "loyalty": loyalty,
    "credit": credit,
}


@pytest.mark.parametrize(("scheme", "line"), [each for each in examples() if each[0] in JUDGES])
def test_the_documents_examples_hold(scheme: str, line: Line) -> None:
    assert JUDGES[scheme](line) == line["class"]


@pytest.mark.parametrize("line", [line for name, line in examples() if name == "lifetime"])
def test_the_documents_lifetime_values_hold(line: Line) -> None:
    years = int(line["years"]) if line["years"] else None
    worth = lifetime_value(float(line["margin"]), float(line["retention"]), float(line["discount"]), years)
    assert worth == pytest.approx(float(line["value"]), abs=0.001)


def test_every_scheme_has_examples() -> None:
    assert {name for name, _ in examples()} == {*JUDGES, "lifetime"}


def test_the_closed_form_is_the_sum() -> None:
    for years in (1, 5, 40):
        added = sum(1000 * 0.7**t / 1.08**t for t in range(1, years + 1))
        assert lifetime_value(1000, 0.7, 0.08, years) == pytest.approx(added)


def test_lifetime_classes_by_yearly_margin() -> None:
    of = Figures(owner_id="c", purchases=1, window_spent=600_000)
    found = by_lifetime(of, LifetimeRule(years=None), 24)
    assert found.facts["yearly_margin"] == 90_000
    assert (found.facts["lifetime_value"], found.name) == (240_000, "high")


def test_the_borders_of_the_documents_examples() -> None:
    def bought(*spent: int) -> list[Figures]:
        return [Figures(owner_id="c", last_at=NOW, purchases=1, window_spent=each) for each in spent]

    assert borders_of(bought(900, 500, 300, 200, 100), Rules(), TODAY, "UTC").core_from == 900
    borders = borders_of(bought(600, 200, 120, 60, 20), Rules(), TODAY, "UTC")
    assert (borders.a_from, borders.b_from) == (200, 60)
    assert fifths([400, 3, 100, 10, 40]) == (3, 10, 40, 100)
    assert borders_of([], Rules(), TODAY, "UTC") == Borders(zone="UTC")


def test_what_a_scheme_cannot_say_is_left_out() -> None:
    assert classes_of(Subject(figures=Figures(owner_id="c"), today=TODAY), Rules(), Borders()) == {
        "value": "potential",
        "service": "c",
    }


def test_the_window_begins_at_local_midnight() -> None:
    at = datetime(2024, 3, 31, 3, tzinfo=UTC)
    assert window_start(at, FiguresRule(window_months=1), "Asia/Shanghai") == datetime(2024, 2, 28, 16, tzinfo=UTC)
