"""How much the benchmarks do: enough to measure, or with --quick just enough to see that they run."""

import os
from typing import TypeVar

SWITCH = "HUB_BENCH_QUICK"  # in the environment, since every benchmark runs in a process of its own

T = TypeVar("T")


def sized(full: T, *, quick: T) -> T:
    """Return what this run shall use."""
    return quick if os.environ.get(SWITCH) else full
