"""Addresses that nothing is sent to, whoever has them: written by erasures and by people, looked up before sending."""

from dataclasses import dataclass
from datetime import datetime

from hub.domain.addresses import email_address, phone_address
from hub.domain.consent import Purpose
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.domain.suppressions import AddressHasher, Suppression
from hub.errors import ConflictError, InvalidError, NotFoundError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.shapes import Shape, time_shape


@dataclass(frozen=True, kw_only=True)
class NewSuppression:
    """An address to leave alone, as people write it; without a purpose, for every one."""

    kind: InteractionKind
    address: str
    purpose: Purpose | None
    reason: str


def suppress(
    tx: Tx, new: NewSuppression, *, hasher: AddressHasher, region: str | None, by: str, at: datetime
) -> Suppression:
    """Leave an address alone from now on; raises `ConflictError` when that is so already."""
    line = Suppression(
        id=new_id(),
        kind=new.kind.value,
        digest=hasher(_normalised(new, region)),
        purpose=new.purpose.value if new.purpose else "",
        reason=new.reason,
        by=by,
        at=at,
    )
    if not tx.suppressions.add_new(line):
        raise ConflictError("this address is left alone already", field="address")
    record(tx, actor=by, action="suppression.added", subject=line.id, at=at, reason=new.reason)
    return line


def lift(tx: Tx, suppression_id: str, *, by: str, at: datetime) -> Suppression:
    """Let messages go to an address again."""
    line = tx.suppressions.remove(suppression_id)
    if line is None:
        raise NotFoundError(f"there is no suppression {suppression_id}")
    record(tx, actor=by, action="suppression.lifted", subject=line.id, at=at, reason=line.reason)
    return line


def suppression_shape(line: Suppression) -> Shape:
    """One line; `digest` tells two addresses apart and nothing else."""
    return {
        "id": line.id,
        "kind": line.kind,
        "digest": line.digest,
        "purpose": line.purpose or None,
        "reason": line.reason,
        "by": line.by,
        "at": time_shape(line.at),
    }


def _normalised(new: NewSuppression, region: str | None) -> str:
    if new.kind is InteractionKind.EMAIL:
        email = email_address(new.address)
        if email is None:
            raise InvalidError(f"{new.address!r} is no mail address; write one like anna@example.com", field="address")
        return email.value
    phone = phone_address(new.address, region)
    if phone is None or phone.is_sender_id:
        raise InvalidError(f"{new.address!r} is no phone number; write it with its country code", field="address")
    return phone.value
