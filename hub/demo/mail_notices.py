"""Notices of delivery, as mail servers send them on request (RFC 3461 and RFC 3464)."""

import re
from email.utils import formatdate, make_msgid
from typing import Any

from aiosmtpd.smtp import SMTP
from typing_extensions import override

from hub.demo.people import MAIL_DOMAIN

_PARAMETER = re.compile(r"\s+(NOTIFY|ORCPT|RET|ENVID)=(\S+)", re.IGNORECASE)
_BOUNDARY = "notice-of-delivery"


class NoticingServer(SMTP):
    """Takes the parameters of RFC 3461, and remembers for whom a notice of success was asked."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked: set[str] = set()

    @override
    async def smtp_MAIL(self, arg: str | None) -> None:
        self.asked = set()
        await super().smtp_MAIL(_PARAMETER.sub("", arg) if arg else arg)

    @override
    async def smtp_RCPT(self, arg: str | None) -> None:
        bare = _PARAMETER.sub("", arg) if arg else arg
        await super().smtp_RCPT(bare)
        wanted = {value.upper() for name, value in _PARAMETER.findall(arg or "") if name.upper() == "NOTIFY"}
        if self.envelope and self.envelope.rcpt_tos and any("SUCCESS" in each for each in wanted):
            self.asked.add(self.envelope.rcpt_tos[-1])


def success_notice(sender: str, recipient: str) -> bytes:
    """Make the report that `recipient` has the mail, addressed to `sender`."""
    return "\r\n".join(
        [
            f"From: Mail Delivery System <mailer-daemon@{MAIL_DOMAIN}>",
            f"To: {sender}",
            "Subject: Successful Mail Delivery Report",
            f"Date: {formatdate(localtime=False)}",
            f"Message-ID: {make_msgid(domain=MAIL_DOMAIN)}",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/report; report-type=delivery-status; boundary="{_BOUNDARY}"',
            "",
            f"--{_BOUNDARY}",
            "Content-Type: text/plain; charset=us-ascii",
            "",
            f"Your message was delivered to {recipient}.",
            f"--{_BOUNDARY}",
            "Content-Type: message/delivery-status",
            "",
            f"Reporting-MTA: dns; mail.{MAIL_DOMAIN}",
            "",
            f"Final-Recipient: rfc822; {recipient}",
            "Action: delivered",
            "Status: 2.0.0",
            "",
            f"--{_BOUNDARY}--",
            "",
        ]
    ).encode()
