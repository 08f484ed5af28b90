"""A whole hub with people who sign in at the desk in a real browser, and customers with phones and mailboxes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import aiosmtplib
from playwright.async_api import Browser

from hub.domain.ids import new_id
from hub.domain.queues import Disposition
from hub.domain.users import Role, User
from hub.ports.repositories import Tx
from hub.security.passwords import Argon2Passwords
from tests.browser.desk import Desk
from tests.channels.email.smtp_peer import Peer, mail_server
from tests.support.children import free_port
from tests.support.whole_hub import WholeHub, whole_hub

PASSWORD = "a long enough password"
OUR_MAIL = "support@shop.example"
SHOP = "http://shop.example"


@dataclass(frozen=True, kw_only=True)
class House:
    """The hub, the customers' mail server, and the browser at which Anna and Li sit."""

    hub: WholeHub
    mail: Peer
    mail_port: int
    browser: Browser

    async def desk(self, *, url: str = "", language: str = "en-US") -> Desk:
        """A fresh browser window with the sign-in page."""
        # Menus and dialogs that fade out still swallow keys, and on a busy machine they fade slowly.
        context = await self.browser.new_context(
            viewport={"width": 1440, "height": 900}, locale=language, reduced_motion="reduce"
        )
        context.set_default_timeout(60_000)
        desk = Desk(page=await context.new_page())
        await desk.page.goto(url or self.hub.url)
        return desk

    async def at_work(self, name: str = "Anna", *, url: str = "") -> Desk:
        """Somebody who has signed in and is ready."""
        desk = await self.desk(url=url)
        await desk.sign_in(name.lower(), PASSWORD)
        await desk.choose_presence("Ready")
        return desk

    async def supervisor(self) -> Desk:
        """Sam, who sees the live view and takes no work."""
        user = User(
            id=new_id(),
            login="sam",
            name="Sam",
            roles=frozenset({Role.SUPERVISOR}),
            password_hash=await Argon2Passwords().hash(PASSWORD),
            created_at=datetime.now(UTC),
        )
        await self.hub.parts.database.write(lambda tx: tx.users.put(user))
        desk = await self.desk()
        await desk.page.get_by_role("textbox", name="Login").fill("sam")
        await desk.page.get_by_role("textbox", name="Password").fill(PASSWORD)
        await desk.button("Sign in").click()
        await desk.page.get_by_role("heading", name="Live").wait_for()
        return desk

    async def customer_mails(self, sender: str, subject: str, text: str) -> None:
        """A customer's mail program hands a mail to the hub's mail server."""
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = sender, OUR_MAIL, subject
        mail["Message-ID"] = f"<{new_id()}@example.com>"
        mail.set_content(text)
        await aiosmtplib.send(mail, hostname="127.0.0.1", port=self.mail_port, start_tls=False)


@asynccontextmanager
async def open_house(tmp_path: Path, browser: Browser) -> AsyncIterator[House]:
    """Start everything; the queue wants a result when work is closed."""
    peer, port = Peer(), free_port()
    async with mail_server(peer) as out:
        channels: dict[str, dict[str, Any]] = {
            "chat": {"kind": "webchat", "allowed_origins": [SHOP]},
            "mail": {
                "kind": "email",
                "address": OUR_MAIL,
                "name": "Shop",
                "listener": {"port": port},
                "smtp": {"host": "127.0.0.1", "port": out, "security": "none"},
            },
        }
        async with whole_hub(tmp_path, channels=channels) as hub:
            hashed = await Argon2Passwords().hash(PASSWORD)
            await hub.parts.database.write(lambda tx: _furnish(tx, hub, hashed))
            yield House(hub=hub, mail=peer, mail_port=port, browser=browser)


def _furnish(tx: Tx, hub: WholeHub, hashed: str) -> None:
    for name, agent in hub.agents.items():
        user = User(
            id=new_id(),
            login=name.lower(),
            name=name,
            roles=frozenset({Role.AGENT}),
            password_hash=hashed,
            agent_id=agent.id,
            created_at=datetime.now(UTC),
        )
        tx.users.put(user)
        stored = tx.agents.get(agent.id)
        assert stored is not None
        tx.agents.update(replace(stored, user_id=user.id, version=stored.version + 1), stored.version)
    queue = tx.queues.get(hub.queue.id)
    assert queue is not None
    changed = replace(queue, disposition_required=True, wrap_up_s={"phone": 60}, version=queue.version + 1)
    tx.queues.update(changed, queue.version)
    for code, label in (("solved", "Solved"), ("later", "Call back later")):
        tx.queues.put_disposition(Disposition(code=code, label=label))
