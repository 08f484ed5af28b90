"""While a domain is loaded nothing is looked for; afterwards what was loaded is left alone until it is forgotten."""

import gc
from collections.abc import Iterator

import pytest

from hub.services.assignment import collector


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_nothing_is_looked_for_while_a_domain_is_loaded() -> None:
    with collector.loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    collector.forget()
    assert gc.get_freeze_count() == 0


def test_a_load_that_fails_leaves_nothing_behind() -> None:
    with pytest.raises(LookupError), collector.loading():
        raise LookupError
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_the_steps_are_smaller_than_pythons_own() -> None:
    collector.collect_in_small_steps()
    youngest, middle, _ = gc.get_threshold()
    assert youngest > 700
    assert middle < 10


def test_tidying_looks_only_when_much_has_come() -> None:
    collector.collect_in_small_steps()
    gc.collect()
    looked = gc.get_stats()[0]["collections"]
    collector.tidy()
    assert gc.get_stats()[0]["collections"] == looked
    kept = [[number] for number in range(6_000)]
    collector.tidy()
    assert gc.get_stats()[0]["collections"] == looked + 1
    assert len(kept) == 6_000
