"""Whether the parts behind the web layer can take contacts."""

from hub.errors import Problem
from hub.services.assignment.router import Assignment


class HubReadiness:
    """Ready when routing runs here, or elsewhere with this process as its standby."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self.started = False

    def problems(self) -> list[Problem]:
        """List what stands in the way."""
        if not self.started:
            return [Problem(field="process", message="is still starting")]
        return []
