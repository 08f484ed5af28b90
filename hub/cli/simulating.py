"""`hub simulate`: live through a scenario many times with the real engine, and tell what its variants would change."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hub.cli.options import ConfigOption, Format
from hub.cli.printing import print_json, print_rows
from hub.cli.scenario import SimulationTable
from hub.cli.scenario_file import ScenarioFile, read_scenario
from hub.cli.staffing import TableFormat, TableFormatOption
from hub.config import load_config
from hub.errors import StartUpError
from hub.routing.simulation.confidence import Estimate
from hub.routing.simulation.figures import Figure
from hub.routing.simulation.runs import Outcome, simulate

WRONG = 2
_KEYS = {"all": "all", "queue": "queues", "contacts": "contacts", "agents": "agents"}
_SHARES = frozenset({"service_level", "abandonment", "occupancy"})
_SHOWN = {
    "arrived": "arrived",
    "service_level": "answered in time",
    "asa_s": "mean wait",
    "wait_p50_s": "half wait up to",
    "wait_p90_s": "90 % wait up to",
    "wait_p95_s": "95 % wait up to",
    "abandonment": "hang up",
    "unserved": "never served",
    "occupancy": "busy",
}


def simulate_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The scenario, like configs/simulation.toml.")],
    replications: Annotated[
        int | None, typer.Option("--replications", min=1, max=10_000, help="How many days.")
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Which random numbers.")] = None,
    config: ConfigOption = None,
    form: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Simulate contacts and agents with the hub's own routing engine; the file explains itself."""
    if config is not None:
        load_config(config)
    scenario = _read(file)
    for doubt in scenario.doubts:
        typer.echo(f"warning: {doubt}", err=True)
    given = {"replications": replications, "seed": seed}
    chosen = scenario.simulation.model_copy(update={key: value for key, value in given.items() if value is not None})
    days = chosen.replications * len(scenario.variants)
    with typer.progressbar(length=days, label=f"{days} days", file=sys.stderr) as bar:
        outcomes = simulate(
            scenario.variants,
            replications=chosen.replications,
            seed=chosen.seed,
            confidence=chosen.confidence,
            progress=lambda _done, _total: bar.update(1),
        )
    if form is TableFormat.JSON:
        print_json(_answer(chosen, outcomes))
    else:
        _print_tables(chosen, outcomes)


def _read(file: Path) -> ScenarioFile:
    try:
        return read_scenario(file)
    except StartUpError as error:
        typer.echo(f"{file} cannot be simulated:", err=True)
        for problem in error.problems:
            typer.echo(f"  {problem.field}: {problem.message}", err=True)
        raise typer.Exit(WRONG) from error


def _answer(chosen: SimulationTable, outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "hours": chosen.hours,
        "replications": chosen.replications,
        "seed": chosen.seed,
        "confidence": chosen.confidence,
        "variants": [{"name": each.name, **_nested(each, is_first=each is outcomes[0])} for each in outcomes],
    }


def _nested(outcome: Outcome, *, is_first: bool) -> dict[str, Any]:
    nested: dict[str, Any] = {"all": {}, "queues": {}, "contacts": {}, "agents": {}}
    for figure, found in outcome.figures.items():
        shown = _interval(found)
        if not is_first:
            change = outcome.changes.get(figure)
            shown["change"] = _interval(change) if change else None
        scope = nested[_KEYS[figure.of]]
        (scope if figure.of == "all" else scope.setdefault(figure.name, {}))[figure.figure] = shown
    return nested


def _interval(found: Estimate) -> dict[str, Any]:
    return {"mean": found.mean, "low": found.low, "high": found.high}


def _print_tables(chosen: SimulationTable, outcomes: list[Outcome]) -> None:
    first, *others = outcomes
    interval = f"mean ± half of the {100 * chosen.confidence:.4g} % confidence interval"
    marks = "; * is a change that chance does not explain" if others else ""
    typer.echo(f"{chosen.replications} days of {chosen.hours:g} hours; {interval}{marks}")
    columns = ["of", "figure", first.name]
    for other in others:
        columns += [other.name, f"change by {other.name}"]
    print_rows([_row(figure, first, others) for figure in _figures_of(outcomes)], columns, Format.TEXT)


def _figures_of(outcomes: list[Outcome]) -> list[Figure]:
    """Each shown figure once; contacts and agents by name, and all of them together where there are several."""
    found = list(dict.fromkeys(figure for each in outcomes for figure in each.figures))
    several = {of for of in ("contacts", "agents") if len({each.name for each in found if each.of == of} - {"all"}) > 1}
    return [each for each in found if each.figure in _SHOWN and _is_shown(each, several) and _says(each, outcomes)]


def _is_shown(figure: Figure, several: set[str]) -> bool:
    if figure.of == "queue":
        return False
    if figure.of == "all":
        return "contacts" in several
    return figure.name != "all" or figure.of in several


def _says(figure: Figure, outcomes: list[Outcome]) -> bool:
    """Nobody hangs up, and nobody is left over, in most scenarios."""
    if figure.figure not in {"abandonment", "unserved"}:
        return True
    return any(found.mean for each in outcomes if (found := each.figures.get(figure)))


def _row(figure: Figure, first: Outcome, others: list[Outcome]) -> dict[str, str]:
    of = {"all": "all contacts", "contacts": figure.name, "agents": f"agents {figure.name}"}[figure.of]
    row = {"of": of, "figure": _SHOWN[figure.figure], first.name: _text(figure, first.figures.get(figure))}
    for other in others:
        change = other.changes.get(figure)
        row[other.name] = _text(figure, other.figures.get(figure))
        row[f"change by {other.name}"] = _text(figure, change, sign="+") + _mark(change)
    return row


def _mark(change: Estimate | None) -> str:
    is_sure = change is not None and change.low is not None and change.high is not None
    return " *" if is_sure and change is not None and _apart(change) else ""


def _apart(change: Estimate) -> bool:
    return (change.low or 0.0) > 0 or (change.high or 0.0) < 0


def _text(figure: Figure, found: Estimate | None, sign: str = "") -> str:
    if found is None or found.mean is None:
        return ""
    scale, unit = (100, " %") if figure.figure in _SHARES else (1, " s" if figure.figure.endswith("_s") else "")
    width = "" if found.half_width is None else f" ± {found.half_width * scale:.1f}"
    return f"{found.mean * scale:{sign}.1f}{width}{unit}"
