"""What an SMTP server's answer means for a delivery (RFC 5321 section 4.2, RFC 3463)."""

import re
from enum import StrEnum

from hub.errors import SendFailedError, SendFailure

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_MAILBOX_FULL_S = 1800.0
_SPAM = re.compile(r"spam|blocked|blacklist|block list|reputation|policy|dmarc|not accepted for policy", re.IGNORECASE)


class Stage(StrEnum):
    """Which command the server answered."""

    CONNECT = "connect"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


def refusal(stage: Stage, code: int, message: str) -> SendFailedError:
    """The hub's error for an answer of 400 and above: nothing was taken."""
    found = _ENHANCED.search(message)
    subject = f"{found[2]}.{found[3]}" if found else ""
    text = " ".join(f"the mail server said {code} {message}".split())[:400]
    error_code = found[0] if found else str(code)
    if stage is Stage.LOGIN and code >= 500:
        return SendFailedError(SendFailure.REFUSED, text, error_class="config", error_code=error_code)
    if subject == "2.2":  # a full mailbox is emptied some day, whatever the first digit says
        return SendFailedError(
            SendFailure.TRY_LATER, text, error_class="address", error_code=error_code, retry_after_s=_MAILBOX_FULL_S
        )
    if code < 500:
        return SendFailedError(SendFailure.TRY_LATER, text, error_class="temporary", error_code=error_code)
    error_class = _permanent_class(stage, subject, message)
    return SendFailedError(SendFailure.REFUSED, text, error_class=error_class, error_code=error_code)


def _permanent_class(stage: Stage, subject: str, message: str) -> str:
    if subject.startswith("7.") or _SPAM.search(message):
        return "policy"
    if subject in {"1.7", "1.8"} or (stage is Stage.SENDER and not subject.startswith(("3.", "6."))):
        return "config"  # the server does not know the sender: ours to mend
    if subject.startswith("1.") or (stage is Stage.RECIPIENT and subject in {"", "0.0", "2.0", "2.1"}):
        return "address"
    if stage is Stage.CONTENT or subject.startswith(("3.", "6.")):
        return "content"
    return "policy" if stage is Stage.RECIPIENT else "config"
