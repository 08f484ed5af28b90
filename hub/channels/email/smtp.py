"""Hands mails to an SMTP server on connections that are kept open."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import aiosmtplib

from hub.channels.email.settings import Security, SmtpSettings
from hub.channels.email.smtp_errors import Stage, refusal
from hub.errors import SendFailedError, SendFailure

_log = logging.getLogger(__name__)
_MOST_MAILS = 100
_LONGEST_IDLE_S = 30.0
_NOTIFY = "NOTIFY=SUCCESS,FAILURE,DELAY"


@dataclass(slots=True, eq=False)
class _Kept:
    client: aiosmtplib.SMTP
    mails: int = 0
    used_at: float = 0.0

    @property
    def is_fresh(self) -> bool:
        idle = time.monotonic() - self.used_at
        return self.client.is_connected and self.mails < _MOST_MAILS and idle < _LONGEST_IDLE_S


class SmtpSender:
    """A few connections shared by all deliveries of a channel."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._slots = asyncio.Semaphore(settings.connections)
        self._idle: deque[_Kept] = deque()

    async def send(self, sender: str, recipients: Sequence[str], mail: bytes) -> None:
        """Hand over one mail; the first recipient must be taken, others may be refused. Raises `SendFailedError`.

        Until DATA nothing has been sent, so that failing there is safe to repeat. Once the mail is on its way, silence
        leaves open whether it was taken: `unknown`.
        """
        async with self._slots:
            kept = await self._taken()
            if kept is not None:
                try:
                    await self._transact(kept, sender, recipients, mail)
                except _StaleError:  # closed by the server while it lay idle; nothing was said on it
                    kept = None
            if kept is None:
                kept = _Kept(client=await self._connected())
                await self._transact(kept, sender, recipients, mail)

    async def check(self) -> str:
        """Connect, sign in and leave; return what the server calls itself. Raises `SendFailedError`."""
        client = await self._connected()
        answer = client.last_ehlo_response
        await _leave(client)
        return answer.message.splitlines()[0] if answer else ""

    async def close(self) -> None:
        while self._idle:
            await _leave(self._idle.popleft().client)

    async def _taken(self) -> _Kept | None:
        while self._idle:
            kept = self._idle.pop()
            if kept.is_fresh:
                return kept
            await _leave(kept.client)
        return None

    async def _connected(self) -> aiosmtplib.SMTP:
        settings = self._settings
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.real_port,
            use_tls=settings.security is Security.TLS,
            start_tls=settings.security is Security.STARTTLS,
            username=settings.username or None,
            password=settings.password.get_secret_value() or None,
            timeout=settings.timeout_s,
        )
        try:
            await client.connect()
            await _greet(client)
        except aiosmtplib.SMTPAuthenticationError as error:
            client.close()
            raise refusal(Stage.LOGIN, error.code, error.message) from error
        except aiosmtplib.SMTPResponseException as error:
            client.close()
            raise refusal(Stage.CONNECT, error.code, error.message) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            text = f"cannot connect to mail server {settings.host}:{settings.real_port}: {_said(error)}"
            raise SendFailedError(SendFailure.TRY_LATER, text, error_class="temporary") from error
        return client

    async def _transact(self, kept: _Kept, sender: str, recipients: Sequence[str], mail: bytes) -> None:
        is_new = kept.mails == 0
        kept.mails += 1
        try:
            await _envelope(kept.client, sender, recipients, notices=self._settings.delivery_notices)
            await _content(kept.client, mail)
            self._keep(kept)
        except SendFailedError:
            await self._reset(kept)
            raise
        except (aiosmtplib.SMTPException, OSError) as error:
            if not is_new:
                raise _StaleError from error
            text = f"the mail server closed the connection before the mail was sent: {_said(error)}"
            raise SendFailedError(SendFailure.TRY_LATER, text, error_class="temporary") from error
        finally:
            if kept not in self._idle:
                kept.client.close()

    async def _reset(self, kept: _Kept) -> None:
        """A refused mail leaves the connection usable."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await kept.client.rset()
            self._keep(kept)

    def _keep(self, kept: _Kept) -> None:
        kept.used_at = time.monotonic()
        self._idle.append(kept)


class _StaleError(Exception):
    """A kept connection was dead before anything was said on it."""


async def _greet(client: aiosmtplib.SMTP) -> None:
    """Learn what the server can do; one that knows no EHLO is greeted the old way when the first mail is named."""
    if client.last_ehlo_response is None:
        with suppress(aiosmtplib.SMTPHeloError):
            await client.ehlo()


async def _envelope(client: aiosmtplib.SMTP, sender: str, recipients: Sequence[str], *, notices: bool) -> None:
    """Name sender and recipients; ask for a notice of delivery where the server knows them (RFC 3461)."""
    asked = notices and bool(sender) and client.supports_extension("dsn")
    try:
        await client.mail(sender, options=["RET=HDRS"] if asked else [])
    except aiosmtplib.SMTPSenderRefused as error:
        raise refusal(Stage.SENDER, error.code, error.message) from error
    for number, recipient in enumerate(recipients):
        try:
            await client.rcpt(recipient, options=[_NOTIFY] if asked and number == 0 else [])
        except aiosmtplib.SMTPRecipientRefused as error:
            failure = refusal(Stage.RECIPIENT, error.code, error.message)
            if number == 0:
                raise failure from error
            _log.warning("a copy was refused", extra={"error_code": failure.error_code})


async def _content(client: aiosmtplib.SMTP, mail: bytes) -> None:
    try:
        await client.data(mail)
    except aiosmtplib.SMTPDataError as error:
        raise refusal(Stage.CONTENT, error.code, error.message) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        text = f"the mail was sent but the server did not say whether it took it: {_said(error)}"
        raise SendFailedError(SendFailure.UNKNOWN, text, error_class="temporary") from error


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        client.close()
