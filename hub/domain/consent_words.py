"""Words by which a customer leaves or rejoins a text channel: the whole message must be the word.

The English words are those that carriers require (https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out and
47 CFR 64.1200(a)(10)); the Chinese ones are in use with mainland carriers. A sentence that holds one of them is no
command.
"""

import unicodedata
from enum import StrEnum

_OPT_OUT = frozenset(
    {
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "remove",
        "arret",
        "baja", "td", "t d", "回t", "回td", "回复t", "回复td", "回t退订", "回复t退订", "td退订", "退订td",
        "退订", "退定", "取消订阅", "拒收", "停止", "停止发送", "不要再发", "停",
        "退訂", "取消訂閱", "停止發送",
    }
)  # fmt: skip
_OPT_IN = frozenset(
    {
        "start", "unstop", "subscribe", "resubscribe", "optin", "opt in", "恢复", "订阅", "恢复订阅", "恢复接收",
        "訂閱", "恢復", "恢復訂閱", "恢復接收",
    }
)  # fmt: skip
_OPT_IN_IF_OUT = frozenset({"yes", "y", "是", "好"})
_HELP = frozenset({"help", "info", "帮助"})


class TextCommand(StrEnum):
    """What a text asks of the channel itself."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"


def text_command(text: str, *, opted_out: bool) -> TextCommand | None:
    """Classify a whole message; `opted_out` makes a bare YES a return."""
    words = _normalised(text)
    if words in _OPT_OUT:
        return TextCommand.OPT_OUT
    if words in _OPT_IN or (opted_out and words in _OPT_IN_IF_OUT):
        return TextCommand.OPT_IN
    return TextCommand.HELP if words in _HELP else None


def _normalised(text: str) -> str:
    """Fold width and case, drop accents and punctuation, join white space."""
    if len(text) > 64:
        return ""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    kept = "".join(
        " " if unicodedata.category(each)[0] in "PSZC" else each
        for each in decomposed
        if not unicodedata.combining(each)
    )
    return " ".join(kept.split())
