"""The hub's own errors, in closed families, so that every caller knows what it may have to handle."""

from dataclasses import dataclass
from enum import StrEnum


class HubError(Exception):
    """Everything that the hub raises on purpose."""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong with an input: where, and what to do about it."""

    field: str
    message: str


class StartUpError(HubError):
    """The configuration or the machine does not allow a start; lists every problem."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems; the text has a line for each."""
        super().__init__("\n".join(f"{each.field}: {each.message}" for each in problems))
        self.problems = problems


class ConnectionNotReadyError(HubError):
    """An outside party is not there now; try again with back-off."""


class ConnectionRefusedByPeerError(HubError):
    """An outside party refuses us (credentials, permission); a person must act."""


class InboundRejectedError(HubError):
    """A provider's request is not acceptable; `status` is the HTTP answer (4xx)."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the answer's status beside the reason."""
        super().__init__(message)
        self.status = status


class SendFailure(StrEnum):
    """Why an outbound message did not leave, as far as we know."""

    REFUSED = "refused"
    TRY_LATER = "try_later"
    UNKNOWN = "unknown"
    UNSUPPORTED = "unsupported"


class SendFailedError(HubError):
    """A channel could not send.

    `refused`: for good (`error_class` says why: `address`, `opt_out`, `content`, `policy`, `config`); `try_later`:
    known not sent;
    `unknown`: the request was written and no outcome came back, so it must not be sent again by itself;
    `unsupported`: this kind cannot do it.
    """

    def __init__(
        self,
        failure: SendFailure,
        message: str,
        *,
        error_class: str = "",
        error_code: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        """Keep what the pump decides by."""
        super().__init__(message)
        self.failure = failure
        self.error_class = error_class
        self.error_code = error_code
        self.retry_after_s = retry_after_s


class UseCaseError(HubError):
    """A request that cannot be carried out; becomes problem details (RFC 9457) at the edge."""

    status = 422

    def __init__(self, message: str, *, field: str = "") -> None:
        """Name the field when one is at fault."""
        super().__init__(message)
        self.field = field


class InvalidError(UseCaseError):
    """A value is not acceptable."""


class NotFoundError(UseCaseError):
    """There is no such thing, or this caller may not know of it."""

    status = 404


class ForbiddenError(UseCaseError):
    """The caller's role does not allow it."""

    status = 403


class ConflictError(UseCaseError):
    """The thing is not in a state that allows it; the message says which it is in."""

    status = 409


class StaleVersionError(UseCaseError):
    """Somebody changed it meanwhile (`If-Match`)."""

    status = 412


class BusyError(HubError):
    """The hub is overloaded or its database is away; the caller should come again."""
