"""The states of M/M/c+M (Erlang A) in which all agents are busy, as sums without cancellation or overflow.

Palm (1957) added exponential patience to Erlang's queue; Baccelli and Hebuterne (1981) and Zeltyn and Mandelbaum,
"Call centers with impatient customers" (Queueing Systems 51, 2005), give the distribution of waits. With j in line the
queue moves on at rate c mu + j theta, so the probability of j in line, against nobody in line, is the product of
lambda / (c mu + i theta) over i = 1 .. j. All sums here are of positive terms of that form; they are kept as mantissa
and logarithm, because they may exceed any float when more work comes in than the agents can do.
"""

from dataclasses import dataclass
from math import exp, expm1, log

from hub.routing.staffing.errors import StaffingError

_MOST_STATES = 5_000_000
_NEGLIGIBLE = 1e-24
_HUGE = 1e200
_LOG_HUGE = log(_HUGE)


@dataclass(frozen=True, kw_only=True, slots=True)
class BusyStates:
    """Shares of all calls, and mean numbers; rates are per second.

    `p_free` find a free agent, `p_busy` do not; `p_answered_later` of all are answered after some wait, and
    `answered_wait_s` is the sum of their waits over all calls; `waiting` is the mean number in line.
    """

    arrivals: float
    services: float
    leaving: float
    p_free: float
    p_busy: float
    p_answered_later: float
    answered_wait_s: float
    waiting: float
    log_p_full: float

    def after(self, seconds: float) -> tuple[float, float]:
        """The shares of all calls that are answered later than that, and that wait longer, answered or not.

        Of Zeltyn and Mandelbaum's J(t), the integral of exp(lambda H(x) - c mu x) from t on with H(x) =
        (1 - e^(-theta x)) / theta, which is an incomplete gamma function; its series has the form of our sums.
        """
        if self.p_busy <= 0:
            return 0.0, 0.0
        faded = self.arrivals * exp(-self.leaving * seconds)
        grown = -self.arrivals * expm1(-self.leaving * seconds) / self.leaving
        exponent = self.log_p_full + grown - (self.services + self.leaving) * seconds
        share = self.services / (self.services + self.leaving)
        late = share * exp(exponent + _log_sum(faded, self.services + self.leaving, self.leaving))
        return late, exp(exponent + _log_sum(faded, self.services, self.leaving))


def busy_states(arrivals: float, services: float, leaving: float, *, blocked: float) -> BusyStates:
    """Sum over the number in line; `services` is the rate of all agents together, `blocked` Erlang's B."""
    term, unit, log_unit = 1.0, 1.0, 0.0
    step = 1 / (services + leaving)
    busy, waiting, answered, answered_wait = 1.0, 0.0, services * step, services * step * step
    ahead, passed = 0, step
    while True:
        ahead += 1
        rate = services + ahead * leaving
        term *= arrivals / rate
        step = 1 / (rate + leaving)
        passed += step
        busy += term
        waiting += ahead * term
        answered += term * services * step
        answered_wait += term * services * step * passed
        if rate > arrivals and term * ahead <= _NEGLIGIBLE * waiting:
            break
        if term > _HUGE:
            term, unit, log_unit = term / _HUGE, unit / _HUGE, log_unit - _LOG_HUGE
            busy, waiting, answered, answered_wait = (each / _HUGE for each in (busy, waiting, answered, answered_wait))
        _check_length(ahead, arrivals, leaving)
    whole = (1 - blocked) * unit + blocked * busy
    full = blocked / whole
    return BusyStates(
        arrivals=arrivals,
        services=services,
        leaving=leaving,
        p_free=(1 - blocked) * unit / whole,
        p_busy=full * busy,
        p_answered_later=full * answered,
        answered_wait_s=full * answered_wait,
        waiting=full * waiting,
        log_p_full=log(full) + log_unit if full > 0 else log_unit,
    )


def _log_sum(arrivals: float, services: float, leaving: float) -> float:
    """The logarithm of the sum of all products of arrivals / (services + i leaving)."""
    total, term, log_unit = 1.0, 1.0, 0.0
    ahead = 0
    while True:
        ahead += 1
        rate = services + ahead * leaving
        term *= arrivals / rate
        total += term
        if rate > arrivals and term <= _NEGLIGIBLE * total:
            return log(total) + log_unit
        if term > _HUGE:
            term, total, log_unit = term / _HUGE, total / _HUGE, log_unit + _LOG_HUGE
        _check_length(ahead, arrivals, leaving)


def _check_length(ahead: int, arrivals: float, leaving: float) -> None:
    if ahead > _MOST_STATES:
        raise StaffingError(
            "patience_s",
            f"with {arrivals * 3600:g} calls an hour and a patience of {1 / leaving:g} s the line grows too long to "
            "compute; leave patience out, or give the patience of real callers (minutes)",
        )
