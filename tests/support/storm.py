"""Loads of signed webhooks and mails, each counted as acknowledged only when the hub said so."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import aiohttp
import aiosmtplib

from hub.channels._twilio.signature import signature

OURS = "+14155550100"
TOKEN = "0123456789abcdef0123456789abcdef"


@dataclass
class Storm:
    """What was sent to a hub at `url`, and what it acknowledged."""

    url: str
    mail_port: int = 0
    acknowledged: set[str] = field(default_factory=set)

    async def texts(self, numbers: Iterable[int], *, connections: int = 16) -> None:
        """Post one text for each number; what is not acknowledged with 200 may be sent again."""
        waiting = asyncio.Queue[int]()
        for number in numbers:
            waiting.put_nowait(number)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http:
            await asyncio.gather(*(self._post(http, waiting) for _ in range(connections)))

    async def mails(self, numbers: Iterable[int], *, connections: int = 4) -> None:
        """Send one mail for each number."""
        waiting = asyncio.Queue[int]()
        for number in numbers:
            waiting.put_nowait(number)
        await asyncio.gather(*(self._mail(waiting) for _ in range(connections)))

    async def _post(self, http: aiohttp.ClientSession, waiting: asyncio.Queue[int]) -> None:
        while not waiting.empty():
            sid = f"SM{waiting.get_nowait():032d}"
            url = f"{self.url}/hooks/texts"
            form = [
                ("MessageSid", sid),
                ("From", f"+1212555{int(sid[-4:]) % 50 + 100:04d}"),
                ("To", OURS),
                ("Body", f"storm {sid}"),
                ("NumMedia", "0"),
            ]
            headers = {"X-Twilio-Signature": signature(url, form, TOKEN)}
            try:
                async with http.post(url, data=form, headers=headers) as answer:
                    if answer.status == 200:
                        self.acknowledged.add(sid)
            except (aiohttp.ClientError, TimeoutError):
                continue

    async def _mail(self, waiting: asyncio.Queue[int]) -> None:
        while not waiting.empty():
            number = waiting.get_nowait()
            name = f"mail-{number}@storm.example"
            text = f"From: c{number % 20}@storm.example\r\nTo: service@hub.example\r\nSubject: storm {number}\r\n"
            raw = f"{text}Message-ID: <{name}>\r\n\r\nIs anybody there?\r\n".encode()
            try:
                await aiosmtplib.send(
                    raw,
                    sender=f"c{number % 20}@storm.example",
                    recipients=["service@hub.example"],
                    hostname="127.0.0.1",
                    port=self.mail_port,
                    timeout=10,
                    start_tls=False,
                )
            except (aiosmtplib.SMTPException, OSError, TimeoutError):
                continue
            self.acknowledged.add(name)
