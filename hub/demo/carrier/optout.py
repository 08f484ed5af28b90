"""Opt-out keywords, which Twilio obeys by itself."""

from dataclasses import dataclass, field
from enum import Enum

MAX_PAIRS = 100_000


class Keyword(Enum):
    """https://help.twilio.com/articles/223134027-Twilio-support-for-opt-out-keywords-SMS-STOP-filtering-."""

    STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
    START = frozenset({"START", "YES", "UNSTOP"})
    HELP = frozenset({"HELP", "INFO"})

    @property
    def answer(self) -> str:
        """What Twilio answers."""
        return {
            "STOP": "You have successfully been unsubscribed. You will not receive any more messages from this number. "
            "Reply START to resubscribe.",
            "START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
            "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
            "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
        }[self.name]


@dataclass
class OptOuts:
    """Who does not want texts from which number (error 21610)."""

    _pairs: set[tuple[str, str]] = field(default_factory=set)

    def note(self, body: str, *, ours: str, theirs: str) -> Keyword | None:
        """The keyword that `body` is, after obeying it. The whole message must be the keyword."""
        word = body.strip().upper()
        keyword = next((kind for kind in Keyword if word in kind.value), None)
        if keyword is Keyword.STOP and len(self._pairs) < MAX_PAIRS:
            self._pairs.add((ours, theirs))
        if keyword is Keyword.START:
            self._pairs.discard((ours, theirs))
        return keyword

    def blocked(self, *, ours: str, theirs: str) -> bool:
        """Whether texts from `ours` to `theirs` are refused."""
        return (ours, theirs) in self._pairs
