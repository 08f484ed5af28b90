"""docs/routing.md, "The engine alone": the code there runs as it stands, and obeys Erlang."""

import re
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from hub.routing.simulation.confidence import Estimate, estimate, t_quantile
from hub.routing.staffing.loads import Demand, staffed

BATCH = 500
PAGE = Path(__file__).resolve().parents[3] / "docs" / "routing.md"


def test_the_documented_queue_waits_as_erlang_says(capsys: pytest.CaptureFixture[str]) -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## The engine alone")[2]
    block = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert block is not None
    names: dict[str, Any] = {}
    exec(compile(block[1], str(PAGE), "exec"), names)  # noqa: S102 - the page's own example is what is tested
    exact = staffed(Demand(calls_per_hour=60, aht_s=60), 2, within_s=0)
    waits: list[float] = names["waits"]
    batches = [waits[start : start + BATCH] for start in range(0, len(waits), BATCH)]
    mean, share = (estimate(each) for each in ([fmean(each) for each in batches], [_waited(each) for each in batches]))
    assert exact.wait_s == pytest.approx(20)
    assert _errors_off(mean, exact.wait_s) < 3
    assert _errors_off(share, exact.p_wait) < 3
    assert capsys.readouterr().out.startswith("mean wait ")


def _waited(waits: list[float]) -> float:
    return sum(each > 0 for each in waits) / len(waits)


def _errors_off(found: Estimate, exact: float) -> float:
    """How many standard errors lie between a mean over batches and the true value."""
    assert found.mean is not None
    assert found.half_width is not None
    return abs(found.mean - exact) / (found.half_width / t_quantile(0.95, found.count - 1))
