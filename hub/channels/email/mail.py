"""What a parsed mail is: the values that the parser returns."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hub.channels.email.addresses import Address
from hub.ports.channels import Automatic, InboundFile


class Problem(StrEnum):
    """What was wrong with a mail that was read all the same."""

    BAD_DATE = "bad_date"
    BAD_HEADERS = "bad_headers"
    BAD_STRUCTURE = "bad_structure"
    ENCRYPTED = "encrypted"
    MISLEADING_NAME = "misleading_name"
    NO_SENDER = "no_sender"
    PARSER_FAILED = "parser_failed"
    SEVERAL_SENDERS = "several_senders"
    SUSPICIOUS_SENDER = "suspicious_sender"
    TEXT_CUT = "text_cut"
    TOO_DEEP = "too_deep"
    TOO_MANY_PARTS = "too_many_parts"


class BounceClass(StrEnum):
    """What a failed delivery says about the address (RFC 3463 enhanced status codes)."""

    ADDRESS = "address"
    """There is no such mailbox: never try again."""
    MAILBOX_FULL = "mailbox_full"
    POLICY = "policy"
    """The content or the sender was refused; the address may be fine."""
    OTHER = "other"
    DELAYED = "delayed"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class BouncedRecipient:
    """One recipient of a delivery report (RFC 3464 section 2.3)."""

    address: str
    action: str
    status: str
    diagnostic: str

    @property
    def bounce_class(self) -> BounceClass:
        if self.action in {"delivered", "relayed", "expanded"}:
            return BounceClass.DELIVERED
        if self.action == "delayed" or self.status.startswith("4."):
            return BounceClass.DELAYED
        if self.status.startswith("5.2.2"):
            return BounceClass.MAILBOX_FULL
        if self.status.startswith("5.7."):
            return BounceClass.POLICY
        # X.1.4 is an ambiguous address, X.1.7 and X.1.8 are about the sender (RFC 3463 section 3.2).
        is_address = self.status.startswith("5.1.") and self.status not in {"5.1.4", "5.1.7", "5.1.8"}
        return BounceClass.ADDRESS if is_address else BounceClass.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceReport:
    """`original_message_id` and `original_cc` are those of the mail that was not delivered, where the report has it."""

    recipients: tuple[BouncedRecipient, ...] = ()
    original_message_id: str | None = None
    original_cc: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthResults:
    """What our own border said about the sender (RFC 8601); all `none` when it said nothing or was not asked."""

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    dkim_domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OurMail:
    """How to recognise our own mail and trust our own border.

    `addresses` are all our mailboxes in lower case; `authserv_ids` the names under which our own mail servers write
    Authentication-Results; `message_id_domain` is that of our own Message-IDs.
    """

    addresses: frozenset[str] = frozenset()
    hub_id: str = ""
    message_id_domain: str = ""
    authserv_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """One mail, read as far as possible. Ids are without angle brackets; `date` is UTC and only what the sender
    claims.
    """

    subject: str = ""
    sender: Address = field(default_factory=lambda: Address(name="", address=""))
    senders: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    return_path: str | None = None
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    html: str = ""
    attachments: tuple[InboundFile, ...] = ()
    automatic: Automatic | None = None
    evidence: str = ""
    may_auto_answer: bool = False
    bounce: BounceReport | None = None
    auth: AuthResults = field(default_factory=AuthResults)
    sender_verified: bool = False
    problems: tuple[Problem, ...] = ()
