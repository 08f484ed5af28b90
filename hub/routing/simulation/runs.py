"""Simulate a floor many times over, and variants of it with the same customers, to tell what a change would do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.routing.simulation.confidence import Estimate, estimate
from hub.routing.simulation.day import MakeEngine, live, real_engine
from hub.routing.simulation.figures import Figure, Figures, figures
from hub.routing.simulation.model import Scenario, arrivals

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The figures of one variant; `changes` are this variant's less the first one's, replication by replication."""

    name: str
    figures: Mapping[Figure, Estimate]
    changes: Mapping[Figure, Estimate]


def simulate(
    variants: Mapping[str, Scenario],
    *,
    replications: int,
    seed: int = 1,
    confidence: float = 0.95,
    progress: Progress | None = None,
    make_engine: MakeEngine = real_engine,
) -> list[Outcome]:
    """Live through each variant `replications` times, each time with other customers, the same for all variants.

    `progress` hears how many days of how many have been lived through.
    """
    days: dict[str, list[Figures]] = {name: [] for name in variants}
    done, total = 0, replications * len(variants)
    for replication in range(replications):
        for name, scenario in variants.items():
            days[name].append(one_day(scenario, seed=f"{seed}/{replication}", make_engine=make_engine))
            done += 1
            if progress is not None:
                progress(done, total)
    first = next(iter(days.values()))
    return [_outcome(name, lived, first, confidence) for name, lived in days.items()]


def one_day(scenario: Scenario, *, seed: str, make_engine: MakeEngine = real_engine) -> Figures:
    """Live through one replication."""
    day = live(scenario, [arrivals(each, scenario, seed) for each in scenario.streams], make_engine)
    return figures(day, scenario)


def _outcome(name: str, lived: list[Figures], first: list[Figures], confidence: float) -> Outcome:
    values: dict[Figure, list[float]] = {}
    changes: dict[Figure, list[float]] = {}
    for found, before in zip(lived, first, strict=True):
        for figure, value in found.items():
            values.setdefault(figure, []).append(value)
            if figure in before:
                changes.setdefault(figure, []).append(value - before[figure])
    return Outcome(
        name=name,
        figures={figure: estimate(each, confidence=confidence) for figure, each in values.items()},
        changes={figure: estimate(each, confidence=confidence) for figure, each in changes.items()},
    )
