"""Search in the words of a million messages: rare, common, forgotten and unknown words in English and Chinese."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from benchmarks import log_rows
from benchmarks.hubs import Site
from benchmarks.looking import filled_site, measured
from benchmarks.results import Result
from benchmarks.scale import sized

ASKED = sized(100, quick=5)
LIMIT = 50
EACH = 5  # as the box in the desk asks

Question = tuple[str, list[str], Callable[[int], bool]]


def run() -> list[Result]:
    """Measure both databases through the API: pages of hits, and the box that shows some of each type."""
    results: list[Result] = []
    for kind in ("postgresql", "sqlite"):
        with filled_site(kind, indexed=True) as place:
            results += _asked(place, kind)
    return results


def _asked(place: Site, kind: str) -> Iterator[Result]:
    for name, words, expects in _questions():
        paths = [f"/search?q={quote(words[number % len(words)])}&limit={LIMIT}" for number in range(ASKED)]
        yield from measured(place, f"search, {kind}, {log_rows.MESSAGES:,} messages, {name}", paths, expects=expects)
    for code, language in (("en", "English"), ("zh", "Chinese")):
        paths = [f"/search?q={quote(log_rows.COMMON[code][number % 2])}&each={EACH}" for number in range(ASKED)]
        name = f"search box, {kind}, {log_rows.MESSAGES:,} messages, common word, {language}"
        yield from measured(place, name, paths, expects=lambda found: found == EACH)


def _questions() -> Iterator[Question]:
    for code, language in (("en", "English"), ("zh", "Chinese")):
        first, second = log_rows.COMMON[code]
        yield f"rare word, {language}", [*log_rows.RARE_WORDS[code]], _is_some
        yield f"one in 400, {language}", [log_rows.MIDDLE[code]], _is_some
        yield f"common word, {language}", [first, second], _is_page
        yield f"word of the past, {language}", [log_rows.PAST[code]], _is_page
        yield f"unknown word, {language}", [log_rows.ABSENT[code]], _is_none
        yield f"two common words, {language}", [f"{first} {second}"], _is_page
    apart = f"{log_rows.COMMON['en'][0]} {log_rows.COMMON['zh'][0]}"
    yield "two common words that never meet", [apart], _is_none
    yield "end of a phone number", [log_rows.phone(number)[-8:] for number in range(ASKED)], _is_some


def _is_some(found: int) -> bool:
    return found > 0


def _is_page(found: int) -> bool:
    return found == LIMIT


def _is_none(found: int) -> bool:
    return found == 0
