"""Means with their confidence intervals over independent replications (Student's t)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan, cos, inf, isnan, pi, sin, sqrt
from statistics import fmean, stdev

_PRECISION = 1e-12


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """A mean over `count` replications, and how far the true value may be from it; unknown with fewer than two."""

    mean: float | None
    half_width: float | None
    count: int

    @property
    def low(self) -> float | None:
        """The interval's lower end."""
        return None if self.mean is None or self.half_width is None else self.mean - self.half_width

    @property
    def high(self) -> float | None:
        """The interval's upper end."""
        return None if self.mean is None or self.half_width is None else self.mean + self.half_width


def estimate(values: Sequence[float], *, confidence: float = 0.95) -> Estimate:
    """The mean of independent values of one distribution, with its interval."""
    if not values:
        return Estimate(mean=None, half_width=None, count=0)
    mean = fmean(values)
    if len(values) == 1:
        return Estimate(mean=mean, half_width=None, count=1)
    error = stdev(values, mean) / sqrt(len(values))
    return Estimate(mean=mean, half_width=t_quantile(confidence, len(values) - 1) * error, count=len(values))


def t_quantile(confidence: float, degrees: int) -> float:
    """The t that a variable of Student's distribution stays within, up and down, with this probability."""
    if degrees < 1 or not 0 < confidence < 1:
        raise ValueError(f"no quantile of {confidence} with {degrees} degrees of freedom")
    low, high = 0.0, 1.0
    while t_within(high, degrees) < confidence:
        low, high = high, 2 * high
    while high - low > _PRECISION * high:
        middle = (low + high) / 2
        if t_within(middle, degrees) < confidence:
            low = middle
        else:
            high = middle
    return high


def t_within(t: float, degrees: int) -> float:
    """P(-t < T < t), as finite sums (Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.3-4)."""
    if isnan(t) or t < 0:
        raise ValueError(f"t must be 0 or more, not {t}")
    if t == inf:
        return 1.0
    angle = atan(t / sqrt(degrees))
    square = cos(angle) ** 2
    if degrees % 2 == 0:
        return sin(angle) * _series(1.0, square, range(2, degrees - 1, 2))
    if degrees == 1:
        return 2 * angle / pi
    return 2 / pi * (angle + sin(angle) * _series(cos(angle), square, range(3, degrees - 1, 2)))


def _series(first: float, square: float, divisors: range) -> float:
    total = term = first
    for divisor in divisors:
        term *= square * (divisor - 1) / divisor
        total += term
    return total


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which this share of sorted values lies, between neighbours in proportion."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
