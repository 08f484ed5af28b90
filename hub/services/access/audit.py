"""Who saw or did what."""

from datetime import datetime

from hub.domain.ids import new_id
from hub.ports.repositories import Tx
from hub.ports.repositories.access import AuditEntry
from hub.services.shapes import Shape, time_shape


def record(tx: Tx, *, actor: str, action: str, subject: str, at: datetime, **detail: object) -> None:
    """Append one line: `actor` is a caller's or a command's name, `subject` the id of what was touched."""
    tx.audit.add(AuditEntry(id=new_id(), actor=actor, action=action, subject=subject, detail=dict(detail), at=at))


def audit_shape(entry: AuditEntry) -> Shape:
    """One line as the API shows it."""
    return {
        "id": entry.id,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "at": time_shape(entry.at),
    }
