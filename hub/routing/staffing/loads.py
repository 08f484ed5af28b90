"""How many agents a load needs: the Erlang B, C and A formulas, and the least number for a service level.

Demand is a Poisson stream of `calls_per_hour` with exponential handling times of mean `aht_s`: a load of
a = calls_per_hour * aht_s / 3600 erlangs on c agents. Without patience nobody hangs up (Erlang C, M/M/c); with
patience everybody waits an exponential time of that mean before hanging up (Erlang A, M/M/c+M). docs/staffing.md has
each formula with its source.
"""

from dataclasses import dataclass
from math import exp, inf

from hub.routing.staffing.errors import OverloadedError, StaffingError
from hub.routing.staffing.patience import busy_states

MOST_AGENTS = 1_000_000
_SMALLEST, _LARGEST = 1e-9, 1e15
_BELOW, _ABOVE = 2, 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """What comes in: `aht_s` is talk, hold and wrap-up of one call; `patience_s` None means that nobody hangs up."""

    calls_per_hour: float
    aht_s: float
    patience_s: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no positive number, and loads beyond any floor."""
        for field in ("calls_per_hour", "aht_s", "patience_s"):
            value = getattr(self, field)
            if value is not None and not _SMALLEST <= value <= _LARGEST:
                raise StaffingError(field, f"{field} must be a number above 0, not {value}")
        if self.erlangs > MOST_AGENTS / 2:
            raise StaffingError("calls_per_hour", f"a load of {self.erlangs:g} erlangs is beyond what we compute")

    @property
    def erlangs(self) -> float:
        """The load: how many agents would be busy all the time."""
        return self.calls_per_hour * self.aht_s / 3600


@dataclass(frozen=True, kw_only=True, slots=True)
class Staffing:
    """What a number of agents achieves.

    `service_level` is answered in time / (all but those who hung up in time), the hub's default in reports;
    `answered_in_time` is answered in time / all. Without patience they are the same. `asa_s` is the mean wait of those
    answered, `wait_s` of everybody, `waiting` the mean number in line.
    """

    agents: int
    service_level: float
    answered_in_time: float
    asa_s: float
    wait_s: float
    p_wait: float
    p_abandon: float
    occupancy: float
    waiting: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One number of agents; `staffing` None means that the queue would grow without end."""

    agents: int
    staffing: Staffing | None


def erlang_b(erlangs: float, agents: int) -> float:
    """The share of calls that find all agents busy when none may wait (Erlang 1917).

    By the recursion B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)), which never overflows as factorials do.
    """
    blocked = 1.0
    for number in range(1, agents + 1):
        blocked = erlangs * blocked / (number + erlangs * blocked)
    return blocked


def erlang_c(erlangs: float, agents: int) -> float:
    """The share of calls that wait when nobody hangs up: C = c B / (c - a (1 - B)) (Erlang 1917)."""
    if erlangs >= agents:
        raise OverloadedError(
            "agents",
            f"{agents} agents cannot serve a load of {erlangs:g} erlangs: the queue grows without end; "
            f"take at least {least_stable(erlangs)} agents, or say how patient callers are",
        )
    blocked = erlang_b(erlangs, agents)
    return agents * blocked / (agents - erlangs + erlangs * blocked)


def least_stable(erlangs: float) -> int:
    """The least number of agents that keep up with a load when nobody hangs up."""
    return int(erlangs) + 1


def staffed(demand: Demand, agents: int, *, within_s: float) -> Staffing:
    """What `agents` achieve: how many wait, how long, how many are answered `within_s` and how many hang up.

    Raises `OverloadedError` when the queue would grow without end.
    """
    _check(agents, within_s)
    if demand.patience_s is None:
        return _patient(demand, agents, within_s)
    return _impatient(demand, agents, within_s, demand.patience_s)


def least_agents(demand: Demand, *, within_s: float, service_level: float) -> int:
    """The least number of agents who answer a share of `service_level` of the calls `within_s`.

    The service level rises with every agent, so that the number can be found by halving.
    """
    if not 0 < service_level < 1:
        raise StaffingError("service_level", f"service_level must be between 0 and 1, like 0.8, not {service_level}")
    _check(1, within_s)
    short = 0 if demand.patience_s else least_stable(demand.erlangs) - 1
    step = 1
    while not _reaches(demand, short + step, within_s, service_level):
        short, step = short + step, 2 * step
    enough = short + step
    while enough - short > 1:
        middle = (short + enough) // 2
        if _reaches(demand, middle, within_s, service_level):
            enough = middle
        else:
            short = middle
    return enough


def options(demand: Demand, agents: int, *, within_s: float, below: int = _BELOW, above: int = _ABOVE) -> list[Option]:
    """What some agents fewer or more would achieve."""
    _check(agents, within_s)
    numbers = range(max(1, agents - below), agents + above + 1)
    return [Option(agents=number, staffing=_if_stable(demand, number, within_s)) for number in numbers]


def _if_stable(demand: Demand, agents: int, within_s: float) -> Staffing | None:
    try:
        return staffed(demand, agents, within_s=within_s)
    except OverloadedError:
        return None


def _reaches(demand: Demand, agents: int, within_s: float, service_level: float) -> bool:
    return staffed(demand, agents, within_s=within_s).service_level >= service_level


def _check(agents: int, within_s: float) -> None:
    if not 1 <= agents <= MOST_AGENTS:
        raise StaffingError("agents", f"agents must be between 1 and {MOST_AGENTS}, but {agents} are asked for")
    if not 0 <= within_s < inf:
        raise StaffingError("within_s", f"within_s must be 0 or more seconds, not {within_s}")


def _patient(demand: Demand, agents: int, within_s: float) -> Staffing:
    """Erlang C: waits are exponential with rate (c - a) / AHT for those who wait at all."""
    erlangs = demand.erlangs
    p_wait = erlang_c(erlangs, agents)
    wait_s = p_wait * demand.aht_s / (agents - erlangs)
    in_time = 1 - p_wait * exp(-(agents - erlangs) * within_s / demand.aht_s)
    return Staffing(
        agents=agents,
        service_level=in_time,
        answered_in_time=in_time,
        asa_s=wait_s,
        wait_s=wait_s,
        p_wait=p_wait,
        p_abandon=0.0,
        occupancy=erlangs / agents,
        waiting=p_wait * erlangs / (agents - erlangs),
    )


def _impatient(demand: Demand, agents: int, within_s: float, patience_s: float) -> Staffing:
    """Erlang A: some of those who wait hang up, so that no load is too much."""
    arrivals, services, leaving = demand.calls_per_hour / 3600, agents / demand.aht_s, 1 / patience_s
    busy = busy_states(arrivals, services, leaving, blocked=erlang_b(demand.erlangs, agents))
    late, over = busy.after(within_s)
    in_time = busy.p_free + max(busy.p_answered_later - late, 0.0)
    answered = busy.p_free + busy.p_answered_later
    p_abandon = busy.waiting * leaving / arrivals
    return Staffing(
        agents=agents,
        service_level=in_time / (in_time + over),
        answered_in_time=in_time,
        asa_s=busy.answered_wait_s / answered,
        wait_s=busy.waiting / arrivals,
        p_wait=busy.p_busy,
        p_abandon=p_abandon,
        occupancy=demand.erlangs * answered / agents,
        waiting=busy.waiting,
    )
