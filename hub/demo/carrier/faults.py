"""What the carrier is told to do wrong: repeat, reorder, delay, drop, time out or fail, deterministically."""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

MAX_RULES = 100


class Hook(StrEnum):
    """The kinds of webhook the carrier sends."""

    SMS = "sms"
    SMS_STATUS = "sms_status"
    VOICE = "voice"
    CALL_STATUS = "call_status"
    CONFERENCE = "conference"
    RECORDING = "recording"


class Action(StrEnum):
    """What can go wrong with a webhook or a REST request."""

    REPEAT = "repeat"  # a webhook arrives twice
    REORDER = "reorder"  # a callback arrives after its successor
    DELAY = "delay"  # it happens `seconds` late
    DROP = "drop"  # a webhook is never sent; a REST connection is cut before the request is looked at
    TIME_OUT = "time_out"  # a webhook arrives but its answer is not waited for; a REST request is done but not answered
    FAIL = "fail"  # a webhook fails without reaching the peer; REST answers `status` and `code`
    LAG = "lag"  # a listing does not yet show what is younger than `seconds`


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One instruction: `action` happens to `times` matching requests after the first `skip` of them."""

    action: Action
    times: int | None = None
    skip: int = 0
    probability: float = 1.0
    seconds: float = 0.0
    status: int = 503
    code: int = 20503


@dataclass
class _Rule:
    target: str
    fault: Fault
    seen: int = 0
    done: int = 0


@dataclass
class Faults:
    """The instructions in force. A target is a `Hook`, a REST operation such as `Messages.create`, or `*`."""

    seed: int = 0
    _rules: list[_Rule] = field(default_factory=list)
    happened: deque[tuple[str, Action]] = field(default_factory=lambda: deque(maxlen=1000))

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def add(self, target: str, fault: Fault) -> None:
        """Put one instruction in force, behind those already given."""
        if len(self._rules) >= MAX_RULES:
            message = f"faults: {MAX_RULES} instructions are in force; clear() first"
            raise ValueError(message)
        self._rules.append(_Rule(target, fault))

    def clear(self) -> None:
        """Behave well again."""
        self._rules.clear()

    def next(self, target: str, *actions: Action) -> Fault | None:
        """What happens to this request, if anything; counts it. With `actions`, only those are looked at."""
        for rule in self._rules:
            if rule.target in {"*", target} and (not actions or rule.fault.action in actions) and self._fires(rule):
                rule.done += 1
                self.happened.append((target, rule.fault.action))
                return rule.fault
        return None

    def _fires(self, rule: _Rule) -> bool:
        rule.seen += 1
        if rule.seen <= rule.fault.skip:
            return False
        if rule.fault.times is not None and rule.done >= rule.fault.times:
            return False
        return self._random.random() < rule.fault.probability
