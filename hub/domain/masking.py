"""Hides card numbers, identity numbers and bank accounts in text, and leaves every other number alone.

A number is hidden only when its own check digits say what it is: the text keeps its length, its blanks and the last
four characters. Order numbers, phone numbers and amounts are left as they are.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

HIDDEN = "*"
_SHOWN = 4
_SHORTEST, _LONGEST = 13, 40  # characters: 19 digits with a blank after each, and one more to see that it ends

# A run of digits in any script, with single blanks, dots or hyphens between them; an X may end a resident number.
# Each begins with a digit and looks back from there, because that is how the search is quick. Chinese puts no blank
# before or after a number, so only Latin letters, digits and a plus make it something else.
_DIGITS = re.compile(
    r"\d(?<![A-Za-z\d_+]\d)(?:[ \u00a0\u3000.\-\u2010-\u2015]?\d){12,}(?:[ \-]?[XxＸｘ])?(?![A-Za-z\d_])"
)
_IBAN_HEAD = re.compile(r"\d\d(?<=(?<![A-Za-z\d_])[A-Za-z]{2}\d\d)")
_IBAN = re.compile(r"(?<![A-Za-z\d_])[A-Za-z]{2}\d{2}(?:[ \u00a0\-]?[A-Za-z0-9]){11,30}(?![A-Za-z\d_])")
_SSN = re.compile(r"[0-8](?<![\w\-][0-8])\d\d(?<!000)(?<!666)-(?!00)\d\d-(?!0000)\d{4}(?![\w\-])")
_TAG_OR_TEXT = re.compile(r"<[^<>]*>?|[^<]+")
_NAMED = re.compile(r"身份证|身分證|\b(?:id|identity)\s*(?:card|no|number|#)", re.IGNORECASE)


class Secret(StrEnum):
    """What can be hidden; `SSN` is the United States' social security number, known by its form alone."""

    CARD = "card"
    IDENTITY = "identity"
    IBAN = "iban"
    SSN = "ssn"


@dataclass(frozen=True, kw_only=True)
class Masking:
    """What is hidden in what is written down; nothing unless it is said."""

    secrets: frozenset[Secret] = frozenset()

    def text(self, text: str) -> str:
        """Hide it in text."""
        return mask(text, self.secrets)

    def html(self, html: str) -> str:
        """Hide it in what a reader of the HTML sees; tags, addresses of pictures and the like stay."""
        return _TAG_OR_TEXT.sub(self._between_tags, html) if self.secrets else html

    def _between_tags(self, found: re.Match[str]) -> str:
        return found[0] if found[0].startswith("<") else self.text(found[0])


NOTHING_HIDDEN = Masking()


def mask(text: str, secrets: Collection[Secret]) -> str:
    """Hide what `secrets` names; a text without any comes back as it is."""
    if secrets and _DIGITS.search(text):
        text = _mask_digits(text, secrets)
    if Secret.IBAN in secrets and _IBAN_HEAD.search(text):
        text = _IBAN.sub(_mask_iban, text)
    if Secret.SSN in secrets:
        text = _SSN.sub(lambda found: _hidden(found[0]), text)
    return text


def is_card(digits: str) -> bool:
    """Whether these digits are a payment card's: an issuer's range and length, and the Luhn digit (ISO/IEC 7812-1)."""
    if digits[:1] not in _FIRST_DIGITS or not _is_luhn(digits):
        return False
    size = len(digits)
    return any(size in lengths and low <= digits[: len(low)] <= high for low, high, lengths in _ISSUERS)


def is_resident_number(number: str) -> bool:
    """Whether it is a Chinese resident's: a province, a date of birth, and the check digit (GB 11643-1999)."""
    if len(number) != _RESIDENT or not number[:17].isdecimal() or number[:2] not in _PROVINCES:
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _is_birth(number[6:14]) and _CHECKS[weighed % 11] == number[17].upper()


def is_old_resident_number(number: str) -> bool:
    """Whether 15 digits may be a resident's number of before 1999, which has no check digit."""
    old = len(number) == _OLD_RESIDENT and number.isdecimal() and number[:2] in _PROVINCES
    return old and _is_birth(f"19{number[6:12]}")


def is_iban(account: str) -> bool:
    """Whether letters and digits are an account: its country's length and the check by 97 (ISO 13616)."""
    country = account[:2].upper()
    if _IBAN_LENGTHS.get(country) != len(account):
        return False
    turned = account[4:] + account[:4]
    return int("".join(str(int(each, 36)) for each in turned)) % 97 == 1


def _mask_digits(text: str, secrets: Collection[Secret]) -> str:
    old = Secret.IDENTITY in secrets and _NAMED.search(text) is not None
    tests: list[Callable[[str], bool]] = []
    if Secret.IDENTITY in secrets:
        tests.append(is_resident_number)
    if Secret.CARD in secrets:
        tests.append(is_card)
    if old:
        tests.append(is_old_resident_number)
    return _DIGITS.sub(lambda found: _mask_run(found[0], tests), text)


def _mask_run(run: str, tests: list[Callable[[str], bool]]) -> str:
    """Hide each number in a run of digits: a number begins and ends where a group of digits does."""
    plain = _ascii(run)
    starts = [place for place in range(len(run)) if plain[place].isalnum() and _is_border(plain, place - 1)]
    hidden: list[str] = []
    done = 0
    for start in starts:
        near = plain[start : start + _LONGEST]
        if start < done or (size := _size(near, tests)) == 0:
            continue
        hidden += [run[done:start], _hidden(run[start : start + size])]
        done = start + size
    return "".join([*hidden, run[done:]])


def _size(near: str, tests: list[Callable[[str], bool]]) -> int:
    """How much of the text is one number, from its beginning; the longest that is one."""
    plain = _plain(near)
    held = len(plain)
    for end in range(len(near), _SHORTEST - 1, -1):
        if not near[end - 1].isalnum():
            continue
        if _is_border(near, end) and any(test(plain[:held]) for test in tests):
            return end
        held -= 1
    return 0


def _is_border(text: str, place: int) -> bool:
    return not 0 <= place < len(text) or not text[place].isalnum()


def _ascii(text: str) -> str:
    """Write digits of every script as ASCII, a character for a character."""
    return text if text.isascii() else "".join(_one(each) for each in text)


def _one(character: str) -> str:
    if character.isdecimal():
        return str(int(character))
    return "X" if character in "Ｘｘ" else character


def _plain(written: str) -> str:
    return written if written.isalnum() else "".join(filter(str.isalnum, written))


def _hidden(written: str) -> str:
    places = [place for place, each in enumerate(written) if each.isalnum()]
    shown = set(places[-_SHOWN:])
    return "".join(HIDDEN if each.isalnum() and place not in shown else each for place, each in enumerate(written))


def _mask_iban(found: re.Match[str]) -> str:
    """Hide the account; words that follow it after a blank are none of it."""
    size = _size(found[0], [is_iban])
    return _hidden(found[0][:size]) + found[0][size:]


def _is_luhn(digits: str) -> bool:
    if not digits.isdecimal():
        return False
    total = 0
    for place, each in enumerate(reversed(digits)):
        doubled = int(each) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _is_birth(day: str) -> bool:
    try:
        return date(1880, 1, 1) <= date(int(day[:4]), int(day[4:6]), int(day[6:])) <= date(2100, 1, 1)
    except ValueError:
        return False


_RESIDENT, _OLD_RESIDENT = 18, 15
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS = "10X98765432"
# GB/T 2260: the first two digits of the place of first registration; 81-83 are residence permits of 2018.
_PROVINCES = frozenset(
    str(each)
    for each in (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71)
) | {"81", "82", "83"}

_LONG = range(16, 20)
# First digits and lengths by network: https://en.wikipedia.org/wiki/Payment_card_number
_ISSUERS = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("62", "62", _LONG),  # UnionPay
    ("81", "81", _LONG),
    ("6011", "6011", _LONG),  # Discover
    ("644", "649", _LONG),
    ("65", "65", _LONG),
    ("3528", "3589", _LONG),  # JCB
    ("300", "305", range(14, 20)),  # Diners Club
    ("3095", "3095", range(14, 20)),
    ("36", "36", range(14, 20)),
    ("38", "39", range(16, 20)),
    ("2200", "2204", _LONG),  # Mir
    ("5018", "5018", range(13, 20)),  # Maestro
    ("5020", "5020", range(13, 20)),
    ("5038", "5038", range(13, 20)),
    ("5893", "5893", range(13, 20)),
    ("6304", "6304", range(13, 20)),
    ("6759", "6763", range(13, 20)),
    ("60", "60", (16,)),  # RuPay
    ("9792", "9792", (16,)),  # Troy
)
_FIRST_DIGITS = frozenset(low[0] for low, _, _ in _ISSUERS)

# https://www.swift.com/standards/data-standards/iban-international-bank-account-number
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
