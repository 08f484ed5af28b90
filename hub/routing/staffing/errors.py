"""Why a question about staffing has no answer."""

from hub.errors import HubError


class StaffingError(HubError):
    """`field` names the figure to change."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the field beside the reason and the remedy."""
        super().__init__(message)
        self.field = field


class OverloadedError(StaffingError):
    """As much work comes in as the agents can do, or more, and nobody hangs up: the queue grows without end."""
