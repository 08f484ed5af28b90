"""Twilio's error codes as the hub's error classes (https://www.twilio.com/docs/api/errors)."""

from hub.errors import SendFailedError, SendFailure

_CLASSES: dict[str, frozenset[int]] = {
    "opt_out": frozenset({21610, 63014}),
    "address": frozenset(
        {21211, 21212, 21214, 21217, 21265, 21401, 21407, 21421, 21604, 21614, 21635, 30005, 30006, 63003, 63024}
    ),
    "config": frozenset(
        {
            20003, 20404, 21408, 21606, 21608, 21612, 21659, 21660, 21703, 30002, 30032, 30034, 63007,
            13224, 13225, 13227, 13243, 13247,
        }
    ),
    "content": frozenset({21602, 21605, 21617, 21619, 21620, 30004, 30007, 30019, 63005, 63016}),
    "temporary": frozenset({20429, 30001, 30003, 30008, 30009, 30010, 30017, 30022, 30410, 63012, 63018}),
}  # fmt: skip


def error_class(code: int | None) -> str:
    """Name the class of a code; an unknown one counts as temporary."""
    return next((name for name, codes in _CLASSES.items() if code in codes), "temporary")


def refused(status: int, code: int | None, text: str) -> SendFailedError:
    """Translate an error answer of the REST interface.

    429 was never processed and may be repeated. After a 5xx nobody knows whether the request was carried out: the
    interface knows no idempotency key.
    """
    number = str(code or status)
    if status == 429 or code == 20429:
        return SendFailedError(SendFailure.TRY_LATER, text, error_class="temporary", error_code=number)
    if status >= 500:
        return SendFailedError(SendFailure.UNKNOWN, text, error_class="temporary", error_code=number)
    if status in (401, 403):
        return SendFailedError(SendFailure.TRY_LATER, text, error_class="config", error_code=number)
    kind = error_class(code)
    failure = SendFailure.TRY_LATER if kind == "temporary" and code is not None else SendFailure.REFUSED
    return SendFailedError(failure, text, error_class=kind if code else "content", error_code=number)
