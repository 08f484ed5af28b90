"""Read a scenario file: the floor as it is, the variants with their changes carried out, and every mistake's path."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError

from hub.cli.scenario import AgentsTable, FloorTables, SimulationTable, Table, VariantTable
from hub.config.problems import dotted, problems_of
from hub.errors import Problem, StartUpError
from hub.routing.simulation.model import DAY_S, Scenario, Stream

AS_IT_IS = "as it is"
_LISTS = ("contacts", "agents", "queues")


class ScenarioTables(FloorTables):
    """A whole file."""

    variants: list[VariantTable] = Field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ScenarioFile:
    """What to simulate; `doubts` are contacts that nobody could ever serve."""

    simulation: SimulationTable
    variants: Mapping[str, Scenario]
    doubts: tuple[str, ...]


def read_scenario(path: Path) -> ScenarioFile:
    """Read and check everything; raises `StartUpError` with all problems."""
    table = _read(path)
    try:
        tables = ScenarioTables.model_validate(table)
    except ValidationError as error:
        raise StartUpError(problems_of(error, ScenarioTables)) from error
    floors, problems = _carried_out(table, tables)
    problems += _repeated([AS_IT_IS, *(each.name for each in tables.variants)], "variants")
    for name, floor in floors.items():
        problems += [_within(name, each) for each in _contradictions(floor)]
    if problems:
        raise StartUpError(problems)
    variants = {name: floor.value() for name, floor in floors.items()}
    doubts = [f"{name}: {doubt}" for name, scenario in variants.items() for doubt in _doubts(scenario)]
    return ScenarioFile(simulation=tables.simulation, variants=variants, doubts=tuple(doubts))


def _read(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise StartUpError([Problem(field=str(path), message=f"cannot be read: {reason}")]) from error
    except tomllib.TOMLDecodeError as error:
        raise StartUpError([Problem(field=str(path), message=f"is not TOML: {error}")]) from error


def _within(variant: str, problem: Problem) -> Problem:
    """The floor as it is has the file's own paths; a variant's problem says whose."""
    if variant == AS_IT_IS:
        return problem
    return Problem(field=f"variants {variant!r}: {problem.field}", message=problem.message)


# -- variants


def _carried_out(table: Table, tables: ScenarioTables) -> tuple[dict[str, FloorTables], list[Problem]]:
    floors: dict[str, FloorTables] = {AS_IT_IS: tables}
    problems: list[Problem] = []
    for index, variant in enumerate(tables.variants):
        changed, wrong = _changed(table, variant, f"variants[{index}]")
        problems += wrong
        if wrong:
            continue
        try:
            floors[variant.name] = FloorTables.model_validate(changed)
        except ValidationError as error:
            problems += [_within(variant.name, each) for each in problems_of(error, FloorTables)]
    return floors, problems


def _changed(table: Table, variant: VariantTable, path: str) -> tuple[Table, list[Problem]]:
    """Entries with a known name replace single keys of it; others are new, perhaps `like` a known one."""
    problems: list[Problem] = []
    simulation = dict(table.get("simulation", {}))
    if variant.ordering is not None:
        simulation["ordering"] = variant.ordering
    changed: Table = {"simulation": simulation}
    for kind in _LISTS:
        entries: dict[str, Table] = {str(each["name"]): dict(each) for each in table.get(kind, [])}
        for index, change in enumerate(getattr(variant, kind)):
            wrong = _change(entries, dict(change), f"{path}.{kind}[{index}]")
            problems += [wrong] if wrong else []
        changed[kind] = list(entries.values())
    return changed, problems


def _change(entries: dict[str, Table], change: Table, path: str) -> Problem | None:
    name, model = change.get("name"), change.pop("like", None)
    if not isinstance(name, str) or not name:
        return Problem(field=f"{path}.name", message="is missing: name what changes, or what is new")
    if model is not None and model not in entries:
        known = ", ".join(sorted(entries))
        return Problem(field=f"{path}.like", message=f"there is no {model!r} to be like; known are {known}")
    base = entries.get(name) or entries.get(str(model)) or {}
    replaced = {"per_hour": "profile", "profile": "per_hour"}
    gone = {replaced[key] for key in change if key in replaced}
    entries[name] = {key: value for key, value in base.items() if key not in gone} | change
    return None


# -- what contradicts itself


def _contradictions(floor: FloorTables) -> list[Problem]:
    problems: list[Problem] = []
    for kind in _LISTS:
        problems += _repeated([each.name for each in getattr(floor, kind)], kind)
    if floor.simulation.warm_up_minutes * 60 >= floor.simulation.hours * 3600:
        problems.append(Problem(field="simulation.warm_up_minutes", message="leaves no time to count; make it shorter"))
    for index, group in enumerate(floor.agents):
        problems += _of_shift(group, floor.simulation, f"agents[{index}]")
    served = {queue for group in floor.agents if group.count for queue in group.queues}
    for index, stream in enumerate(floor.contacts):
        if stream.queue not in served:
            message = f"nobody serves {stream.queue!r}; add it to the queues of some agents"
            problems.append(Problem(field=f"contacts[{index}].queue", message=message))
    waited_in = served | {each.queue for each in floor.contacts}
    for index, queue in enumerate(floor.queues):
        if queue.name not in waited_in:
            problems.append(Problem(field=f"queues[{index}].name", message="no contacts and no agents name this queue"))
    return problems


def _of_shift(group: AgentsTable, simulation: SimulationTable, path: str) -> list[Problem]:
    if group.shift is None and not group.breaks:
        return []
    if simulation.hours * 3600 > DAY_S:
        return [Problem(field=f"{path}.shift", message="shifts and breaks are of one day; simulate at most 24 hours")]
    problems: list[Problem] = []
    end_s = simulation.hours * 3600
    shift = group.shift.value(simulation.start) if group.shift else None
    for index, table in enumerate(group.breaks):
        pause = table.value(simulation.start)
        first, last = (shift.start_s, min(shift.end_s, end_s)) if shift else (0.0, end_s)
        if not first <= pause.start_s < pause.end_s <= last:
            problems.append(Problem(field=f"{path}.breaks[{index}]", message="lies outside of the hours at work"))
    return problems


def _repeated(names: Iterable[str], kind: str) -> list[Problem]:
    return [
        Problem(field=dotted([kind]), message=f"the name {name!r} is there {times} times; names are told apart by it")
        for name, times in Counter(names).items()
        if times > 1
    ]


def _doubts(scenario: Scenario) -> list[str]:
    return [
        f"no agent of {each.queue!r} has what {each.name!r} needs ({_needed(each)})"
        for each in scenario.streams
        if not any(each.queue in group.queues and _meets(group.skills, each.needs) for group in scenario.groups)
        and not any(line.name == each.queue and line.steps for line in scenario.lines)
    ]


def _meets(skills: Mapping[str, int], needs: Mapping[str, int]) -> bool:
    return all(skills.get(skill, 0) >= level for skill, level in needs.items())


def _needed(stream: Stream) -> str:
    return ", ".join(f"{skill} {level}" for skill, level in stream.needs.items())


__all__ = ["AS_IT_IS", "ScenarioFile", "read_scenario"]
