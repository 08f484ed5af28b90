"""Compares what has changed with the other records: keeps proposals current, and merges what a rule allows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hub.domain.customers import Customer
from hub.domain.duplicates import Duplicate, DuplicateState, MergeRule
from hub.domain.ids import new_id
from hub.errors import ConflictError, StaleVersionError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.customers.merging import merge
from hub.services.customers.resemblance import LEAST, evidence_of, keys_of, score_of

TOGETHER = 100
A_TURN_S = 2.0
# A key that many share tells little: a common name, a firm's mailbox.
_MOST = 6
_AT_ONCE = 1_000

Pair = tuple[str, str]


class DuplicateSifting:
    """Works through records that changed; the rows say which, so a tick that comes twice or late changes nothing."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def tend(self) -> None:
        """Compare what waits, for a moment, then merge what rules allow."""
        until = self._clock.monotonic() + A_TURN_S
        while await self.step() and self._clock.monotonic() < until:
            pass
        await self.apply_rules()

    async def step(self) -> bool:
        """Compare some records; whether there were any."""
        return await self._database.write(lambda tx: sift(tx, at=self._clock.now()))

    async def apply_rules(self) -> None:
        """Merge what rules allow: only the likeliest proposals hold the proof that every rule asks for."""
        rules = await self._database.read(lambda tx: [each for each in tx.duplicates.rules() if each.enabled])
        if not rules:
            return
        proposals = await self._database.read(
            lambda tx: tx.duplicates.page(state=DuplicateState.OPEN, after=None, limit=_AT_ONCE)
        )
        for each in proposals:
            await self._merge(each, rules)

    async def _merge(self, proposal: Duplicate, rules: Sequence[MergeRule]) -> None:
        rule = allowing(proposal, rules)
        if rule is None:
            return

        def work(tx: Tx) -> None:
            current = tx.duplicates.get(proposal.id)
            if current is not None and current.state is DuplicateState.OPEN and allowing(current, [rule]):
                at = self._clock.now()
                one, other = current.one_id, current.other_id
                merge(tx, one, other, reason=rule.name, by=f"rule {rule.name}", expected_version=None, at=at)

        try:
            await self._database.write(work)
        except (ConflictError, StaleVersionError):
            return  # somebody was faster: what has changed is compared again


def allowing(proposal: Duplicate, rules: Sequence[MergeRule]) -> MergeRule | None:
    """The first rule all of whose needs the proposal meets."""
    kinds = {each.kind for each in proposal.evidence}
    return next((each for each in rules if set(each.needs) <= kinds), None)


def sift(tx: Tx, *, at: datetime) -> bool:
    """Compare some records with those that share a key; whether any waited."""
    waiting = tx.duplicates.unsifted(limit=TOGETHER)
    if not waiting:
        return False
    keys = {each.id: keys_of(each) for each in waiting}
    tx.duplicates.put_keys(keys)
    pairs = _pairs(keys, tx.duplicates.sharing([key for mine in keys.values() for key in mine], most=_MOST))
    known = tx.duplicates.of_pairs(list(pairs))
    records = _records(tx, waiting, pairs)
    proposed = [each for pair in sorted(pairs) if (each := _proposal(pair, records, known, at)) is not None]
    changed = [each for each in proposed if known.get((each.one_id, each.other_id)) != each]
    tx.duplicates.put(changed)
    standing = {(each.one_id, each.other_id) for each in proposed}
    about = tx.duplicates.of_customers(list(keys))
    tx.duplicates.drop([each.id for each in about if (each.one_id, each.other_id) not in standing])
    tx.duplicates.sifted(waiting)
    return True


def _pairs(keys: Mapping[str, Sequence[str]], sharing: Mapping[str, Sequence[str]]) -> set[Pair]:
    found: set[Pair] = set()
    for owner, mine in keys.items():
        for other in {each for key in mine for each in sharing.get(key, ())} - {owner}:
            one_id, other_id = sorted((owner, other))
            found.add((one_id, other_id))
    return found


def _records(tx: Tx, waiting: Iterable[Customer], pairs: set[Pair]) -> dict[str, Customer]:
    records = {each.id: each for each in waiting}
    missing = {each for pair in pairs for each in pair} - records.keys()
    return {**records, **tx.customers.get_many(sorted(missing))}


def _proposal(
    pair: Pair, records: Mapping[str, Customer], known: Mapping[Pair, Duplicate], at: datetime
) -> Duplicate | None:
    """The proposal for two records as they are now; none when too little speaks for it, or a person has decided."""
    one, other = records[pair[0]], records[pair[1]]
    before = known.get(pair)
    decided = before is not None and before.state is DuplicateState.DISMISSED
    if decided or one.merged_into or other.merged_into or one.kind is not other.kind:
        return None
    evidence = evidence_of(one, other)
    score = score_of(evidence)
    if score < LEAST:
        return None
    if before is None:
        return Duplicate(
            id=new_id(), one_id=one.id, other_id=other.id, score=score, evidence=evidence, created_at=at, updated_at=at
        )
    if before.state is DuplicateState.OPEN and before.evidence == evidence:
        return before
    return replace(before, score=score, evidence=evidence, state=DuplicateState.OPEN, updated_at=at)
