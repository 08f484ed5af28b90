"""`hub staffing`: how many agents a load needs, and what one more or fewer would change."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from hub.cli.options import ConfigOption, Format
from hub.cli.printing import print_json, print_rows
from hub.config import load_config
from hub.routing.staffing.errors import StaffingError
from hub.routing.staffing.loads import Demand, staffed
from hub.services.reports.staffing import staffing_answer

COLUMNS = ("agents", "service_level", "asa", "must_wait", "waiting", "hang_up", "occupancy", "note")


class TableFormat(StrEnum):
    """How a table of figures is printed."""

    TABLE = "table"
    JSON = "json"


TableFormatOption = Annotated[TableFormat, typer.Option("--format", help="How to print the figures.")]


def staffing(
    calls_per_hour: Annotated[float, typer.Option("--calls-per-hour", help="How many contacts come in an hour.")],
    aht: Annotated[float, typer.Option("--aht", help="Seconds an agent spends on one: talk, hold and wrap-up.")],
    within: Annotated[float, typer.Option("--within", help="Seconds in which a contact should be answered.")] = 20,
    service_level: Annotated[
        float, typer.Option("--service-level", help="The share that should be answered in time.")
    ] = 0.8,
    patience: Annotated[
        float | None,
        typer.Option("--patience", help="Seconds that customers wait on average before they hang up; else for ever."),
    ] = None,
    agents: Annotated[int | None, typer.Option("--agents", help="Tell what this many agents achieve.")] = None,
    config: ConfigOption = None,
    form: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Tell how many agents a load needs (Erlang C; with --patience Erlang A)."""
    if config is not None:
        load_config(config)
    try:
        demand = Demand(calls_per_hour=calls_per_hour, aht_s=aht, patience_s=patience)
        answer = staffing_answer(demand, within_s=within, service_level=service_level, agents=agents)
    except StaffingError as error:
        raise typer.BadParameter(str(error), param_hint=_option(error.field)) from error
    if form is TableFormat.JSON:
        print_json(answer)
    else:
        _print_table(answer)
    if agents is not None:
        staffed(demand, agents, within_s=within)  # the table has been shown, but too few agents are a failure


def _option(field: str) -> str:
    return "--" + field.removesuffix("_s").replace("_", "-")


def _print_table(answer: dict[str, Any]) -> None:
    model = "Erlang C, nobody hangs up" if answer["patience_s"] is None else "Erlang A, customers hang up"
    typer.echo(
        f"{answer['erlangs']:.4g} erlangs ({model}): {answer['needed']} agents answer "
        f"{answer['service_level']:.4g} within {answer['within_s']:g} s"
    )
    rows = [_row(each, answer) for each in answer["options"]]
    print_rows(rows, COLUMNS, Format.TEXT)


def _row(option: dict[str, Any], answer: dict[str, Any]) -> dict[str, str]:
    number = option["agents"]
    if not option["stable"]:
        return {"agents": str(number), "note": "the queue grows without end"}
    notes = {answer["agents"]: "asked for", answer["needed"]: "needed"}
    return {
        "agents": str(number),
        "service_level": f"{option['service_level']:.2%}",
        "asa": f"{option['asa_s']:.1f} s",
        "must_wait": f"{option['p_wait']:.2%}",
        "waiting": f"{option['waiting']:.2f}",
        "hang_up": f"{option['p_abandon']:.2%}",
        "occupancy": f"{option['occupancy']:.2%}",
        "note": notes.get(number, ""),
    }
