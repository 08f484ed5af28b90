"""What people decided about two records: remembered, so that nobody is asked twice."""

from dataclasses import replace
from datetime import datetime

from hub.domain.duplicates import Duplicate, DuplicateState
from hub.domain.ids import new_id
from hub.errors import ConflictError, NotFoundError
from hub.ports.repositories import Tx
from hub.services.access.audit import record


def require_proposal(tx: Tx, proposal_id: str) -> Duplicate:
    """Return a proposal that nobody has decided yet."""
    found = tx.duplicates.get(proposal_id)
    if found is None:
        raise NotFoundError(f"there is no proposal {proposal_id}")
    if found.state is not DuplicateState.OPEN:
        raise ConflictError(f"proposal {proposal_id} is {found.state.value} already", field="state")
    return found


def dismiss(tx: Tx, proposal_id: str, *, by: str, at: datetime) -> Duplicate:
    """The two are not one customer."""
    decided = replace(
        require_proposal(tx, proposal_id),
        state=DuplicateState.DISMISSED,
        decided_by=by,
        decided_at=at,
        updated_at=at,
    )
    tx.duplicates.put([decided])
    record(tx, actor=by, action="duplicate.dismissed", subject=decided.one_id, at=at, other_id=decided.other_id)
    return decided


def remember(tx: Tx, first_id: str, second_id: str, state: DuplicateState, *, by: str, at: datetime) -> None:
    """Note what a merge or its undoing says of two records: who was parted is not proposed, nor merged by a rule."""
    one_id, other_id = sorted((first_id, second_id))
    known = tx.duplicates.of_pairs([(one_id, other_id)]).get((one_id, other_id))
    blank = Duplicate(id=new_id(), one_id=one_id, other_id=other_id, score=0, evidence=(), created_at=at, updated_at=at)
    tx.duplicates.put([replace(known or blank, state=state, decided_by=by, decided_at=at, updated_at=at)])
