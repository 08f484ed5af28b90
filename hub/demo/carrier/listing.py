"""Lists as Twilio pages them: PageSize, Page, PageToken and the *_page_uri links."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from hub.demo.carrier.errors import bad

PAGING = frozenset({"Page", "PageSize", "PageToken"})
DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000


def page(path: str, query: Mapping[str, str], key: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One page of `items` under `key` (https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information)."""
    size = min(max(_number(query, "PageSize", DEFAULT_PAGE_SIZE), 1), MAX_PAGE_SIZE)
    number = max(_number(query, "Page", 0), 0)
    start = number * size
    chosen = list(items[start : start + size])
    return {
        key: chosen,
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(start + len(chosen) - 1, 0),
        "uri": _uri(path, query, number, size),
        "first_page_uri": _uri(path, query, 0, size),
        "previous_page_uri": _uri(path, query, number - 1, size) if number else None,
        "next_page_uri": _uri(path, query, number + 1, size) if start + size < len(items) else None,
    }


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not text.isdigit():
        raise bad(20001, f"{name} must be a number, not '{text}'")
    return int(text)


def _uri(path: str, query: Mapping[str, str], number: int, size: int) -> str:
    kept = [(name, value) for name, value in query.items() if name not in PAGING]
    token = [("PageToken", f"PT{number:032x}")] if number else []
    return f"{path}?{urlencode([*kept, ('PageSize', size), ('Page', number), *token])}"


def in_range(moment: datetime | None, query: Mapping[str, str], name: str) -> bool:
    """Whether `moment` passes the filters `name`, `name<` and `name>`.

    `DateSent>=2009-07-06` reaches a server as parameter `DateSent>` with that value: Twilio's inequalities
    include the day or instant named, and `DateSent=` names a day (https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources).
    """
    tests = {suffix: query.get(name + suffix, "") for suffix in ("", "<", ">")}
    if not any(tests.values()):
        return True
    if moment is None:
        return False
    exact, before, after = tests[""], tests["<"], tests[">"]
    return (
        (not exact or moment.date() == _moment(exact).date())
        and (not before or moment <= _upper(before))
        and (not after or moment >= _moment(after))
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _upper(text: str) -> datetime:
    whole_day = len(text) == len("2009-07-06")
    return _moment(text).replace(hour=23, minute=59, second=59, microsecond=999999) if whole_day else _moment(text)
