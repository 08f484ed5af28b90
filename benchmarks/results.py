"""What a benchmark found, in the shape that it prints."""

from collections.abc import Sequence
from statistics import median
from typing import TypedDict


class Result(TypedDict):
    """One measured figure; `baseline` and `ratio` are None where nothing is compared."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None


def result(
    name: str, values: Sequence[float], unit: str, baselines: Sequence[float] = (), *, less: bool = False
) -> Result:
    """Take medians; the ratio is how many times better than the baseline we are (`less`: smaller is better)."""
    value = median(values)
    if not baselines:
        return Result(name=name, value=value, unit=unit, baseline=None, ratio=None)
    baseline = median(baselines)
    ratio = baseline / value if less else value / baseline
    return Result(name=name, value=value, unit=unit, baseline=baseline, ratio=ratio)


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value below which `part` of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]
