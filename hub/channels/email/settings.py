"""What can be configured of a mail channel."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

_ADDRESS = r"^[^\s@<>\"]{1,64}@[^\s@<>\"]{1,253}$"
_HOST = r"^[^\s/]{1,253}$"

MailAddress = Annotated[str, Field(pattern=_ADDRESS)]
Port = Annotated[int, Field(ge=0, le=65535)]


class Security(StrEnum):
    """How a connection is protected. `none` is for servers on this machine."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class AfterReading(StrEnum):
    """What happens on the server to a mail that is safely stored here."""

    MARK_SEEN = "mark_seen"
    NOTHING = "nothing"
    MOVE = "move"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ImapSettings(_Section):
    """A mailbox to read. `since` is asked only on the very first visit: older mail is left where it is."""

    host: Annotated[str, Field(pattern=_HOST)]
    port: Port | None = None
    security: Security = Security.TLS
    username: str
    password: SecretStr
    folder: str = "INBOX"
    after_reading: AfterReading = AfterReading.MARK_SEEN
    move_to: str = ""
    since: dt.date | None = None
    poll_s: Annotated[float, Field(ge=0.2, le=540)] = (
        120  # IDLE is asked for anew each time, well within RFC 2177's 29 min
    )
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 30

    @property
    def real_port(self) -> int:
        return self.port or (993 if self.security is Security.TLS else 143)

    @model_validator(mode="after")
    def _has_target(self) -> Self:
        if (self.after_reading is AfterReading.MOVE) != bool(self.move_to):
            raise ValueError('move_to names the folder for after_reading = "move": give both or neither')
        return self


class Protocol(StrEnum):
    """What our own server speaks: SMTP to anybody, LMTP to the mail server in front of it."""

    SMTP = "smtp"
    LMTP = "lmtp"


class ListenerSettings(_Section):
    """Our own mail server. `port` 0 takes any free one."""

    host: str = "127.0.0.1"
    port: Port = 8025
    protocol: Protocol = Protocol.SMTP
    connections: Annotated[int, Field(ge=1, le=1000)] = 50


class SmtpSettings(_Section):
    """The server that carries our mail; up to `connections` are kept open."""

    host: Annotated[str, Field(pattern=_HOST)]
    port: Port | None = None
    security: Security = Security.STARTTLS
    username: str = ""
    password: SecretStr = SecretStr("")
    connections: Annotated[int, Field(ge=1, le=20)] = 3
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 30
    delivery_notices: bool = True

    @property
    def real_port(self) -> int:
        return self.port or {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}[self.security]


class EmailSettings(_Section):
    """One mailbox of ours, and the ways in and out.

    `aliases` also reach it. `also_ours` are mailboxes of other channels: what they send is never taken for a
    customer's. `reply_tokens` needs a mailbox that takes `name+anything@domain`. `authserv_ids` are the names under
    which our own servers write Authentication-Results. `message_id_domain` defaults to the address's.
    """

    address: MailAddress
    name: str = ""
    aliases: tuple[MailAddress, ...] = ()
    also_ours: tuple[MailAddress, ...] = ()
    reply_tokens: bool = True
    message_id_domain: str = ""
    authserv_ids: tuple[str, ...] = ()
    max_bytes: Annotated[int, Field(ge=10_000, le=200_000_000)] = 26_214_400
    imap: ImapSettings | None = None
    listener: ListenerSettings | None = None
    smtp: SmtpSettings | None = None

    @field_validator("address")
    @classmethod
    def _leaves_room_for_a_token(cls, address: str) -> str:
        if len(address.rpartition("@")[0]) > 21:
            raise ValueError("the part before the @ is longer than the 21 characters that leave room for a reply token")
        return address

    @model_validator(mode="after")
    def _has_a_way(self) -> Self:
        if not (self.imap or self.listener or self.smtp):
            raise ValueError("has no way in or out: add a section imap, listener or smtp")
        return self

    @property
    def ours(self) -> frozenset[str]:
        """All addresses of this channel, in lower case."""
        return frozenset(one.lower() for one in (self.address, *self.aliases))
