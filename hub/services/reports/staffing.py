"""The answer to "how many agents do we need?": what the load asks for, and what some more or fewer would achieve."""

from dataclasses import asdict, fields

from hub.routing.staffing.loads import Demand, Option, Staffing, least_agents, options
from hub.services.shapes import Shape

_FIGURES = tuple(each.name for each in fields(Staffing) if each.name != "agents")


def staffing_answer(
    demand: Demand, *, within_s: float, service_level: float, agents: int | None = None, below: int = 2, above: int = 3
) -> Shape:
    """Give the question, the least number of agents `needed`, and `options` around `agents` (or around the least).

    The figures of an option are null when the queue would grow without end. Raises `StaffingError`.
    """
    needed = least_agents(demand, within_s=within_s, service_level=service_level)
    chosen = needed if agents is None else agents
    return {
        **asdict(demand),
        "within_s": within_s,
        "service_level": service_level,
        "model": "erlang_c" if demand.patience_s is None else "erlang_a",
        "erlangs": demand.erlangs,
        "needed": needed,
        "agents": chosen,
        "options": [_shown(each) for each in options(demand, chosen, within_s=within_s, below=below, above=above)],
    }


def _shown(option: Option) -> Shape:
    found = option.staffing
    figures = {name: getattr(found, name) if found else None for name in _FIGURES}
    return {"agents": option.agents, "stable": found is not None, **figures}
