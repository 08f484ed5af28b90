"""One thing in a configuration that will not do what its writer meant: where, why, and the remedy."""

from dataclasses import dataclass

from hub.services.shapes import Shape


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`kind` (agent, profile, queue, plan, entry_rule, skill, hours, sla_policy), `id` and `field` say where; `code`
    is for programs, `concerns` are the ids of what else it names.
    """

    code: str
    kind: str
    id: str
    name: str
    field: str = ""
    message: str
    remedy: str
    concerns: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where it is, for people."""
        return f"{self.kind} {self.name!r}{f', {self.field}' if self.field else ''}"

    def shape(self) -> Shape:
        """As the API shows it."""
        return {
            "code": self.code,
            "kind": self.kind,
            "id": self.id,
            "name": self.name,
            "field": self.field,
            "path": self.path,
            "message": self.message,
            "remedy": self.remedy,
        }
