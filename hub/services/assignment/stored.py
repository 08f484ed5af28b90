"""Asks between processes: a row that the owner carries out, and its result."""

from hub.errors import BusyError, ConflictError, ForbiddenError, HubError, InvalidError, NotFoundError
from hub.services.shapes import Shape

_ERRORS: dict[str, type[InvalidError | NotFoundError | ForbiddenError | ConflictError]] = {
    each.__name__: each for each in (InvalidError, NotFoundError, ForbiddenError, ConflictError)
}


def as_result(answer: Shape, error: HubError | None) -> dict[str, object]:
    """What is stored for the process that asked."""
    if error is None:
        return {"ok": answer}
    return {"error": type(error).__name__, "message": str(error), "field": getattr(error, "field", "")}


def from_result(result: dict[str, object]) -> Shape:
    """The answer of a finished command; raises the error that it ended with."""
    answer = result.get("ok")
    if isinstance(answer, dict):
        return answer
    message = str(result.get("message", ""))
    kind = _ERRORS.get(str(result.get("error")))
    raise kind(message, field=str(result.get("field", ""))) if kind else BusyError(message)
