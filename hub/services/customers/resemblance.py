"""What two records have in common: the keys by which they find each other, the evidence, and how much it weighs."""

import re
from collections.abc import Iterable, Iterator

from hub.domain.customers import ContactPoint, ContactPointKind, ContactPointState, Customer
from hub.domain.duplicates import Evidence, EvidenceKind
from hub.domain.names import is_han, likeness, name_key

LEAST = 50
_ALIKE = 0.82
_LONGEST_KEY = 100
_USELESS = frozenset({ContactPointState.SHARED, ContactPointState.BLOCKED})
_VOWELS = re.compile("[aeiouhwy]")
_DOUBLES = re.compile(r"(.)\1+")
# https://support.google.com/mail/answer/7436150: dots do not matter there, and what follows a plus nowhere.
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
WEIGHTS = {
    EvidenceKind.EXTERNAL_ID: 80,
    EvidenceKind.VERIFIED_ADDRESS: 75,
    EvidenceKind.ADDRESS: 55,
    EvidenceKind.NAME: 50,
    EvidenceKind.SIMILAR_ADDRESS: 45,
    EvidenceKind.BIRTHDAY: 30,
    EvidenceKind.SIMILAR_NAME: 30,
}
PROOF = frozenset({EvidenceKind.VERIFIED_ADDRESS, EvidenceKind.EXTERNAL_ID})


def keys_of(customer: Customer) -> list[str]:
    """The keys under which a record meets its like; a retired one meets nobody."""
    if customer.merged_into is not None:
        return []
    return [key[:_LONGEST_KEY] for key in dict.fromkeys(_keys(customer))]


def _keys(customer: Customer) -> Iterator[str]:
    yield from (f"a:{each.kind.value}:{folded(each)}" for each in _telling(customer))
    yield from (f"x:{each.source}:{each.id}" for each in customer.external_ids)
    name = name_key(customer.name)
    if len(name) > 1:
        yield f"n:{name}"
        yield f"s:{_skeleton(name)}"
    if customer.birthday is not None and customer.birthday.year is not None and name:
        day = customer.birthday
        yield f"b:{day.calendar.value}:{day.year}-{day.month}-{day.day}:{name[0]}"


def _telling(customer: Customer) -> Iterable[ContactPoint]:
    """Addresses that say something about who it is: many have a shared one."""
    kinds = (ContactPointKind.PHONE, ContactPointKind.EMAIL)
    return (each for each in customer.contact_points if each.kind in kinds and each.state not in _USELESS)


def folded(point: ContactPoint) -> str:
    """The mailbox behind an e-mail address, as far as anybody can tell; good for a proposal, never for identity."""
    if point.kind is not ContactPointKind.EMAIL:
        return point.value
    local, _, host = point.value.rpartition("@")
    local = local.split("+", 1)[0]
    if host in _DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{host}"


def _skeleton(name: str) -> str:
    """What stays of a name when it is heard rather than read; of a Chinese one its first two characters."""
    if is_han(name):
        return name[:2]
    words = (word[:1] + _VOWELS.sub("", word[1:]) for word in name.split())
    return _DOUBLES.sub(r"\1", " ".join(sorted(words)))


def evidence_of(one: Customer, other: Customer) -> tuple[Evidence, ...]:
    """Everything that two records have in common, the strongest first."""
    found = [*_addresses(one, other), *_external_ids(one, other), *_names(one, other), *_birthdays(one, other)]
    return tuple(sorted(found, key=lambda each: -WEIGHTS[each.kind]))


def score_of(evidence: Iterable[Evidence]) -> int:
    """How likely it is one customer, up to 100; several of one kind count once."""
    return min(100, sum(WEIGHTS[kind] for kind in {each.kind for each in evidence}))


def _addresses(one: Customer, other: Customer) -> Iterator[Evidence]:
    theirs = list(_telling(other))
    for mine in _telling(one):
        for each in theirs:
            if mine.kind is not each.kind:
                continue
            if mine.value == each.value:
                proven = {mine.state, each.state} == {ContactPointState.VERIFIED}
                kind = EvidenceKind.VERIFIED_ADDRESS if proven else EvidenceKind.ADDRESS
                yield Evidence(kind=kind, value=mine.value)
            elif folded(mine) == folded(each):
                yield Evidence(kind=EvidenceKind.SIMILAR_ADDRESS, value=f"{mine.value} / {each.value}")


def _external_ids(one: Customer, other: Customer) -> Iterator[Evidence]:
    theirs = set(other.external_ids)
    for each in one.external_ids:
        if each in theirs:
            yield Evidence(kind=EvidenceKind.EXTERNAL_ID, value=f"{each.source}:{each.id}")


def _names(one: Customer, other: Customer) -> Iterator[Evidence]:
    alike = likeness(one.name, other.name)
    both = one.name if one.name == other.name else f"{one.name} / {other.name}"
    if alike == 1.0:
        yield Evidence(kind=EvidenceKind.NAME, value=both)
    elif alike >= _ALIKE or _sound_alike(one.name, other.name):
        yield Evidence(kind=EvidenceKind.SIMILAR_NAME, value=both)


def _sound_alike(one: str, other: str) -> bool:
    first, second = name_key(one), name_key(other)
    if not first or not second or (len(first) != len(second) and is_han(first)):
        return False
    return _skeleton(first) == _skeleton(second) and len(_skeleton(first)) > 1 and (not is_han(first) or len(first) > 2)


def _birthdays(one: Customer, other: Customer) -> Iterator[Evidence]:
    day = one.birthday
    if day is not None and day == other.birthday and day.year is not None:
        yield Evidence(kind=EvidenceKind.BIRTHDAY, value=f"{day.year:04d}-{day.month:02d}-{day.day:02d}")
