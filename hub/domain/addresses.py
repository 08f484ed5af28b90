"""Raw senders as contact points: E.164 numbers, e-mail addresses, and those that identify nobody."""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from hub.domain.customers import ContactPointKind

# Twilio's stand-ins for callers without a number: ANONYMOUS, BLOCKED, RESTRICTED, UNAVAILABLE spelt on a keypad.
# https://support.twilio.com/hc/en-us/articles/223179988
_NOBODY_NUMBERS = frozenset(
    {"+266696687", "+86282452253", "+7378742833", "+2562533", "+8656696", "+17378742883", "+464"}
)
_NOBODY_WORDS = frozenset({"anonymous", "unknown", "blocked", "restricted", "unavailable", "private", "withheld", ""})
_MAX_EMAIL = 254
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]]+\.?[^\s@<>\"(),:;\\\[\]]*")
_PREFIXED = re.compile(r"(?:whatsapp|messenger|rcs|tel|sip|client):", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Address:
    """A normalised sender; `is_sender_id` marks short codes and alphanumeric senders, which are no phone numbers."""

    kind: ContactPointKind
    value: str
    raw: str
    is_sender_id: bool = False


def phone_address(raw: str, region: str | None) -> Address | None:
    """Normalise a caller or texter; None when it identifies nobody.

    Numbers become E.164 by `region` (ISO 3166, two letters). Short codes, alphanumeric senders and `client:` or
    `sip:` parties become external ids, which keep their conversation together but are never dialled.
    """
    text = raw.strip()
    if is_nobody(text):
        return None
    return _phone(text, region or None)


@lru_cache(maxsize=65_536)
def _phone(text: str, region: str | None) -> Address | None:
    bare = text.split(":", 1)[1] if _PREFIXED.match(text) and not text.lower().startswith(("sip:", "client:")) else text
    if is_nobody(bare):
        return None
    number = _parsed(bare, region)
    if number is not None:
        return Address(kind=ContactPointKind.PHONE, value=number, raw=text)
    return Address(kind=ContactPointKind.EXTERNAL, value=text.casefold(), raw=text, is_sender_id=True)


def _parsed(text: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    international = text.lstrip().startswith(("+", "00"))
    plausible = phonenumbers.is_valid_number(number) or (international and phonenumbers.is_possible_number(number))
    if not plausible:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_nobody(raw: str) -> bool:
    """Whether the sender withheld the number."""
    text = raw.strip()
    return text in _NOBODY_NUMBERS or text.casefold() in _NOBODY_WORDS or text.lower().startswith("sip:anonymous@")


def email_address(raw: str) -> Address | None:
    """Normalise an address for comparison (lower case, no dot or plus folding); None when it is none."""
    text = raw.strip().strip("<>")
    if len(text) > _MAX_EMAIL or not _EMAIL.fullmatch(text):
        return None
    return Address(kind=ContactPointKind.EMAIL, value=text.lower(), raw=raw)


def chat_address(visitor_id: str) -> Address:
    """Wrap a widget's visitor."""
    return Address(kind=ContactPointKind.CHAT, value=visitor_id, raw=visitor_id)
