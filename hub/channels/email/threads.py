"""Finds the clues to the conversation a mail belongs to, in the order in which they are to be tried."""

import re
from dataclasses import dataclass

from hub.channels.email.mail import ParsedMail
from hub.channels.email.reply_tokens import MessageIds, ReplyTokens

_MOST_IDS = 50
_REPLY_PREFIX = re.compile(
    r"\s*(?:(?:re|aw|sv|vs|antw|antwort|rif|r|res|resp|odp|ynt|ref|fw|fwd|wg|tr|rv|enc|i|doorst|vl|回复|回覆|回復|答复|答覆|转发|轉發|轉寄|返信|転送|회신|전달)"
    r"\s{0,3}(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3})?\s{0,3}[:：])",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\s*\[(?:external|extern|ext|外部邮件|外部郵件|list)\]", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """In the order in which they are tried. A token is our own signed word. An id anybody can copy, so a stranger's
    mail that names one must not enter a customer's thread on its strength alone.
    """

    interaction_ids: tuple[str, ...]
    message_ids: tuple[str, ...]


def clues(mail: ParsedMail, tokens: ReplyTokens) -> Clues:
    """Tokens from every address the mail was sent to, then its parents, newest first. Never an empty id."""
    named = [*mail.delivered_to, *(one.address for one in (*mail.to, *mail.cc))]
    ordered = dict.fromkeys([*mail.in_reply_to, *reversed(mail.references)])
    ordered.pop(mail.message_id or "", None)
    return Clues(interaction_ids=tokens.interactions(named), message_ids=_capped(tuple(ordered)))


def _capped(ids: tuple[str, ...]) -> tuple[str, ...]:
    return ids if len(ids) <= _MOST_IDS else (*ids[: _MOST_IDS - 1], ids[-1])


def bounced_delivery(mail: ParsedMail, tokens: ReplyTokens, message_ids: MessageIds) -> str | None:
    """The delivery a bounce or an automatic answer is about: by our bounce address, else by the Message-ID it
    quotes.
    """
    named = [*mail.delivered_to, *(one.address for one in (*mail.to, *mail.cc))]
    by_address = tokens.deliveries(named)
    if by_address:
        return by_address[0]
    quoted = [mail.bounce.original_message_id] if mail.bounce else [*mail.in_reply_to, *reversed(mail.references)]
    return next((found for one in quoted if one and (found := message_ids.delivery(one))), None)


def normalised_subject(subject: str) -> str:
    """For comparison: without Re:, AW:, 回复：, [EXTERNAL] and the like, however many."""
    at = 0
    while found := _REPLY_PREFIX.match(subject, at) or _BRACKETED.match(subject, at):
        at = found.end()
    return _SPACE.sub(" ", subject[at:]).strip().casefold()
