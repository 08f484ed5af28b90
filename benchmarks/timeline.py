"""A customer's timeline among a million messages: for those with a few contacts, and for those with a thousand."""

from collections.abc import Iterator

from benchmarks import log_rows
from benchmarks.hubs import Site
from benchmarks.looking import filled_site, measured
from benchmarks.results import Result
from benchmarks.scale import sized

ASKED = sized(200, quick=10)
PAGE = 20  # as the desk asks
_HALF = 2


def run() -> list[Result]:
    """Measure both databases through the API."""
    results: list[Result] = []
    for kind in ("postgresql", "sqlite"):
        with filled_site(kind, indexed=False) as place:
            results += _asked(place, f"timeline, {kind}, {log_rows.MESSAGES:,} messages")
    return results


def _asked(place: Site, name: str) -> Iterator[Result]:
    busy = [f"/customers/{log_rows.customer_id(number % log_rows.BUSY)}/timeline" for number in range(ASKED)]
    step = (log_rows.CUSTOMERS - log_rows.BUSY) // ASKED
    quiet = [f"/customers/{log_rows.customer_id(log_rows.BUSY + step * number)}/timeline" for number in range(ASKED)]
    middle = log_rows.contact_id(log_rows.MESSAGES // log_rows.TALK // _HALF)
    yield from measured(place, f"{name}, few contacts", quiet, expects=lambda found: found <= PAGE)
    yield from measured(place, f"{name}, many contacts", busy, expects=lambda found: found == PAGE)
    older = [f"{each}?before={middle}" for each in busy]
    yield from measured(place, f"{name}, many contacts, far back", older, expects=lambda found: found == PAGE)
