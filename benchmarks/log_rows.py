"""A contact centre's years of log for benchmarks: customers, contacts and messages with words of known frequency.

Half of the messages are English and half Chinese. Their background words follow Zipf's law, as those of people do; the
words that are searched for are planted, so that it is known how many messages have them.
"""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from benchmarks.scale import sized
from hub.domain.customers import ContactPoint, ContactPointKind, Customer
from hub.domain.ids import first_id
from hub.domain.interactions import Direction, Interaction, InteractionKind, InteractionState
from hub.domain.messages import Author, AuthorType, Message, MessageKind

MESSAGES = sized(1_000_000, quick=20_000)
CUSTOMERS = sized(100_000, quick=2_000)
BUSY = sized(100, quick=10)  # customers who share two fifths of all contacts
TALK = 4  # messages a contact
_START = datetime(2024, 1, 1, tzinfo=UTC)
_BETWEEN = timedelta(seconds=240)

RARE_WORDS = {
    "en": tuple(f"serial{n}x" for n in range(20)),
    "zh": tuple("琥珀饕餮貔貅麒麟魑魅魍魉"[n : n + 2] for n in range(11)),
}
COMMON = {"en": ("invoice", "delivery"), "zh": ("发票", "快递")}  # in a fifth and an eighth of the language's messages
MIDDLE = {"en": "warranty", "zh": "保修"}  # in one of two hundred of them
PAST = {"en": "telefax", "zh": "传真"}  # in half of the oldest tenth of them, and never again
ABSENT = {"en": "zyzzyva", "zh": "蠡蠹"}
_RARE_EACH = 10


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One contact with its messages."""

    interaction: Interaction
    messages: tuple[Message, ...]


def customers() -> Iterator[Customer]:
    """Everybody, in the order of their numbers."""
    for number in range(CUSTOMERS):
        id_ = customer_id(number)
        point = ContactPoint(
            id=_id(_START, CUSTOMERS + number),
            customer_id=id_,
            kind=ContactPointKind.PHONE,
            value=phone(number),
            created_at=_START,
        )
        yield Customer(id=id_, name=f"Person {number}", contact_points=(point,), created_at=_START, updated_at=_START)


def customer_id(number: int) -> str:
    """The id of one of them; the first `BUSY` are those with many contacts."""
    return _id(_START, number)


def contact_id(number: int) -> str:
    """The id of one contact, counted from the oldest."""
    return _id(_START + _BETWEEN * number, number)


def phone(number: int) -> str:
    """The phone of one of them."""
    return f"+86138{number:08d}"


def contacts() -> Iterator[Contact]:
    """All contacts, oldest first."""
    dice = random.Random(4)
    texts = _Texts(dice)
    for number in range(MESSAGES // TALK):
        is_busy = dice.random() < 0.4
        owner = customer_id(dice.randrange(BUSY) if is_busy else dice.randrange(BUSY, CUSTOMERS))
        yield _contact(number, owner, texts)


def _contact(number: int, owner: str, texts: "_Texts") -> Contact:
    at = _START + _BETWEEN * number
    talk_id = contact_id(number)
    said = tuple(_message(talk_id, number * TALK + seq, seq, at, texts) for seq in range(1, TALK + 1))
    interaction = Interaction(
        id=talk_id,
        channel="texts",
        kind=InteractionKind.SMS,
        state=InteractionState.CLOSED,
        customer_id=owner,
        thread_key=owner,
        last_seq=TALK,
        last_text=said[-1].text[:100],
        last_direction=said[-1].direction,
        last_at=at,
        created_at=at,
        closed_at=at,
        updated_at=at,
    )
    return Contact(interaction=interaction, messages=said)


def _message(talk_id: str, number: int, seq: int, at: datetime, texts: "_Texts") -> Message:
    inward = seq % 2 == 1
    return Message(
        id=_id(at, number),
        interaction_id=talk_id,
        channel="texts",
        seq=seq,
        direction=Direction.IN if inward else Direction.OUT,
        kind=MessageKind.TEXT,
        text=texts.next(number - 1),
        author=Author(type=AuthorType.CUSTOMER if inward else AuthorType.AGENT),
        provider_id=f"P{number}",
        created_at=at + timedelta(seconds=seq),
    )


class _Texts:
    """What people wrote."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._phrases = {
            "en": _phrases(dice, _english_words(dice), " "),
            "zh": _phrases(dice, _chinese_words(dice), ""),
        }

    def next(self, number: int) -> str:
        language = "en" if number // TALK % 2 else "zh"
        parts = self._dice.sample(self._phrases[language], 2)
        return ("。" if language == "zh" else ". ").join([*parts, *self._planted(language, number)])

    def _planted(self, language: str, number: int) -> Iterator[str]:
        first, second = COMMON[language]
        chance = self._dice.random
        if chance() < 1 / 5:
            yield first
        if chance() < 1 / 8:
            yield second
        if chance() < 1 / 200:
            yield MIDDLE[language]
        if number < MESSAGES // 10 and chance() < 1 / 2:
            yield PAST[language]
        rare = RARE_WORDS[language]
        if chance() < len(rare) * _RARE_EACH / (MESSAGES / 2):
            yield self._dice.choice(rare)


def _phrases(dice: random.Random, words: list[str], between: str) -> list[str]:
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    return [between.join(dice.choices(words, cum_weights=weights, k=6)) for _ in range(20_000)]


def _english_words(dice: random.Random) -> list[str]:
    syllables = [a + b for a in "bdfgklmnprstvw" for b in "aeiou"]
    return ["".join(dice.choices(syllables, k=dice.randint(1, 4))) for _ in range(20_000)]


def _chinese_words(dice: random.Random) -> list[str]:
    planted = {character for words in (RARE_WORDS, COMMON) for word in words["zh"] for character in word}
    planted |= set(MIDDLE["zh"] + PAST["zh"] + ABSENT["zh"])
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000) if chr(code) not in planted]
    return ["".join(dice.choices(characters, k=2)) for _ in range(20_000)]


def _id(at: datetime, number: int) -> str:
    """Sorts by time, like every id of the hub."""
    return first_id(at)[:-12] + f"{number:012x}"
