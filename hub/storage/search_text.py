"""Cuts text into search tokens: words, and overlapping pairs for Chinese, Japanese and Korean, which has no blanks.

Both indexes get the same tokens, so both databases find the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from hub.domain.customers import ContactPointKind, Customer
from hub.domain.messages import Message

# Han with its extensions, kana and Hangul; word characters of every other script.
_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_FIRST_CJK = re.compile(f"[{_CJK}]")
_MAX_WORD = 64
_TAIL_LENGTHS = (4, 7, 8, 10, 11)
_KIND_MARK = "\ue000"  # part of a word for both indexes, and of none that can be asked for
_EXCERPT = 160
_BEFORE = 40


def tokens_of(text: str) -> Iterator[str]:
    """Yield the tokens to index; each run of CJK yields its pairs and its last character."""
    for run in _runs(text):
        if _FIRST_CJK.match(run):
            yield from _pairs(run)
            yield run[-1]
        else:
            yield run[:_MAX_WORD]


def terms_of(query: str) -> tuple[list[str], list[str]]:
    """Return the tokens and the prefixes that a hit must hold; a single CJK character is the prefix of its pairs."""
    whole: dict[str, None] = {}
    prefixes: dict[str, None] = {}
    for run in _runs(query):
        if not _FIRST_CJK.match(run):
            whole[run[:_MAX_WORD]] = None
        elif len(run) == 1:
            prefixes[run] = None
        else:
            whole.update(dict.fromkeys(_pairs(run)))
    return list(whole), list(prefixes)


def message_tokens(message: Message) -> str:
    """Return what a message is found by, separated by blanks."""
    return joined([message.subject, message.text])


def customer_tokens(customer: Customer) -> str:
    """Return what a customer is found by: its kind, name, external ids, addresses, and the ends of phone numbers."""
    texts = [customer.name, *(each.id for each in customer.external_ids)]
    for point in customer.contact_points:
        texts.append(point.value)
        if point.kind is ContactPointKind.PHONE:
            digits = point.value.lstrip("+")
            texts.extend(digits[-length:] for length in _TAIL_LENGTHS if length < len(digits))
    return of_kind("customer", joined(texts))


def of_kind(kind: str, tokens: str) -> str:
    """Add what tells the few customers, cases and articles from the many messages, which have no such token."""
    return f"{kind_token(kind)} {tokens}" if tokens else ""


def kind_token(kind: str) -> str:
    """Return the token that everything of a kind has."""
    return f"{_KIND_MARK}{kind}"


def around(text: str, query: str) -> str:
    """Return the part of a text where the first of the query's words is."""
    if len(text) <= _EXCERPT:
        return text
    lower = text.lower()
    places = [place for run in _runs(query) if (place := lower.find(run)) >= 0]
    start = max(0, min(places, default=0) - _BEFORE)
    begun = text[start : start + _EXCERPT]
    return f"…{begun}" if start else begun


def joined(texts: Iterable[str]) -> str:
    """Return the distinct tokens of some texts, separated by blanks."""
    return " ".join(dict.fromkeys(token for text in texts if text for token in tokens_of(text)))


def _runs(text: str) -> list[str]:
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return _RUN.findall(plain.lower())


def _pairs(run: str) -> Iterator[str]:
    return (run[start : start + 2] for start in range(len(run) - 1))
