"""Reads one mail. Whatever the bytes are, there is a result: a mail that cannot be read must not be a mail that is
lost.
"""

from collections.abc import Iterator

from hub.channels.email import addresses, authentication, automatic, body, bounces, charsets, fields, headers, mime
from hub.channels.email.addresses import Address
from hub.channels.email.headers import Headers
from hub.channels.email.mail import OurMail, ParsedMail, Problem
from hub.channels.email.mime import Part
from hub.ports.channels import Automatic

_NOBODY = Address(name="", address="")
_STRANGERS = OurMail()
# Where mail servers write the address that was really meant, which To need not name.
_DELIVERED = (
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to", "x-rcpt-to",
    "apparently-to", "resent-to",
)  # fmt: skip


def parse_mail(raw: bytes, ours: OurMail = _STRANGERS) -> ParsedMail:
    """Everything the hub wants to know of a mail; never raises. What was wrong is listed in `problems`."""
    try:
        return _parsed(raw, ours)
    except Exception:  # noqa: BLE001 - the promise of this function; the raw mail is kept and shown beside the problem
        return ParsedMail(text=charsets.decode(raw[: body.LONGEST_TEXT]), problems=(Problem.PARSER_FAILED,))


def _parsed(raw: bytes, ours: OurMail) -> ParsedMail:
    root, problems = mime.tree(raw)
    found = root.headers
    content, body_problems = body.read(root)
    senders = _addresses(found, "from")
    sender = next((one for one in senders if one.address), senders[0] if senders else _NOBODY)
    reply_to = _addresses(found, "reply-to")
    subject = headers.decode_words(found.first("subject"))[:2000]
    verdict = automatic.judge(root, sender, reply_to, subject, ours)
    auth = authentication.read(found.all("authentication-results"), ours.authserv_ids)
    date = fields.date(found.first("date"))
    sent_by = _sender_problems(found, senders, sender)
    bad_date = [Problem.BAD_DATE] if date is None and found.first("date") else []
    is_clear = not sent_by
    return ParsedMail(
        subject=subject,
        sender=sender,
        senders=senders,
        reply_to=reply_to,
        to=_addresses(found, "to"),
        cc=_addresses(found, "cc"),
        delivered_to=_delivered_to(found),
        return_path=found.first("return-path").strip(" <>") if found.has("return-path") else None,
        message_id=next(iter(fields.message_ids(found.first("message-id"))), None),
        in_reply_to=fields.message_ids(found.first("in-reply-to")),
        references=fields.message_ids(found.first("references")),
        date=date,
        text=content.text,
        html=content.html,
        attachments=content.attachments,
        automatic=verdict.automatic,
        evidence=verdict.evidence,
        may_auto_answer=verdict.may_auto_answer,
        bounce=bounces.read(root, list(_leaves(root)), content.text) if verdict.automatic is Automatic.BOUNCE else None,
        auth=auth,
        sender_verified=is_clear and authentication.proves(auth, sender.domain),
        problems=tuple(dict.fromkeys([*problems, *body_problems, *sent_by, *bad_date])),
    )


def _addresses(found: Headers, name: str) -> tuple[Address, ...]:
    return tuple(one for value in found.all(name) for one in addresses.parse(value))


def _delivered_to(found: Headers) -> tuple[str, ...]:
    named = (one.address for name in _DELIVERED for one in _addresses(found, name))
    return tuple(dict.fromkeys(filter(None, named)))


def _sender_problems(found: Headers, senders: tuple[Address, ...], sender: Address) -> list[Problem]:
    problems = []
    if len(found.all("from")) > 1:  # other programs may show the other one
        problems.append(Problem.SEVERAL_SENDERS)
    if not sender.address:
        problems.append(Problem.NO_SENDER)
    if any(one.is_suspicious for one in senders):
        problems.append(Problem.SUSPICIOUS_SENDER)
    pretended = addresses.parse(sender.name) if "@" in sender.name and sender.address else ()
    if any(one.address and one.address.lower() != sender.address.lower() for one in pretended):
        problems.append(Problem.MISLEADING_NAME)
    return problems


def _leaves(part: Part) -> Iterator[Part]:
    if not part.children:
        yield part
    for child in part.children:
        yield from _leaves(child)
