"""Connection overrides: the `#rc=2&rp=5xx` a customer of Twilio writes behind a webhook address."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag

POLICIES = frozenset({"4xx", "5xx", "ct", "rt", "all"})


class OverrideError(ValueError):
    """A fragment Twilio would not accept; `code` is its error."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Override:
    """Defaults and limits: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides."""

    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    def retries_after(self, failure: str) -> bool:
        """Whether a failure of this class (`ct`, `rt`, `4xx`, `5xx`) is tried again."""
        return "all" in self.policy or failure in self.policy


def split(url: str) -> tuple[str, Override]:
    """The address without its fragment, and what the fragment says."""
    bare, fragment = urldefrag(url)
    given = dict(parse_qsl(fragment))
    policy = frozenset(given.get("rp", "ct").lower().split(","))
    if not policy <= POLICIES:
        raise OverrideError(
            11243, f"{url}: rp={given['rp']} names an unknown retry policy"
        )  # https://www.twilio.com/docs/api/errors/11243
    return bare, Override(
        connect_s=_milliseconds(given, "ct", 5000, 10000),
        read_s=_milliseconds(given, "rt", 15000, 15000),
        total_s=_milliseconds(given, "tt", 15000, 15000),
        retries=_number(given, "rc", 1, 0, 5),
        policy=policy,
    )


def _milliseconds(given: dict[str, str], name: str, default: int, high: int) -> float:
    return _number(given, name, default, 100, high) / 1000


def _number(given: dict[str, str], name: str, default: int, low: int, high: int) -> int:
    text = given.get(name, "")
    if not text:
        return default
    if not text.isdigit() or not low <= int(text) <= high:
        raise OverrideError(11100, f"connection override {name}={text} is not between {low} and {high}")
    return int(text)
