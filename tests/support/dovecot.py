"""A real IMAP server (Dovecot 2.3) on a random port of the loopback; every test gets a mailbox of its own."""

import grp
import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.children import free_port, start, stop, unprivileged_user, wait_until_listening

PASSWORD = "mail-test"


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """An account on the test server, reached as any client would."""

    host: str
    port: int
    user: str
    password: str = PASSWORD

    def deliver(self, message: bytes, *, folder: str = "INBOX") -> None:
        """Put a message into the folder, as a mail server would."""
        with self._session() as session:
            session.append(folder, "", "", message)

    def flags(self, *, folder: str = "INBOX") -> list[frozenset[str]]:
        """The flags of each message, in the order of the folder."""
        with self._session() as session:
            session.select(folder, readonly=True)
            _, lines = session.fetch("1:*", "(FLAGS)")
        found = [line if isinstance(line, bytes) else line[0] for line in lines if line]
        return [frozenset(flag.decode() for flag in imaplib.ParseFlags(line)) for line in found]

    @contextmanager
    def _session(self) -> Iterator[imaplib.IMAP4]:
        session = imaplib.IMAP4(self.host, self.port, timeout=10)
        try:
            session.login(self.user, self.password)
            yield session
        finally:
            session.logout()


@dataclass(frozen=True, kw_only=True)
class DovecotServer:
    """A running IMAP server that lets in any user with the test password."""

    port: int
    process: subprocess.Popen[bytes]
    host: str = "127.0.0.1"

    def mailbox(self) -> Mailbox:
        """Return a fresh, empty mailbox."""
        return Mailbox(host=self.host, port=self.port, user=f"box-{uuid.uuid4().hex[:10]}")


@contextmanager
def running_dovecot() -> Iterator[DovecotServer]:
    """Start a server in a folder of its own; both are gone afterwards."""
    # Dovecot's sockets live below this folder, and a socket's path is limited to 107 bytes: keep it short.
    folder = Path(tempfile.mkdtemp(prefix="dc-", dir="/tmp"))
    port = free_port()
    try:
        config = _write_config(folder, port)
        process = start([_program(), "-F", "-c", config], log=folder / "log")
        try:
            wait_until_listening(port, process, log=folder / "log")
            yield DovecotServer(port=port, process=process)
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program() -> str:
    return shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:" + os.environ.get("PATH", "")) or "dovecot"


def _write_config(folder: Path, port: int) -> Path:
    owner = unprivileged_user() or pwd.getpwuid(os.geteuid())
    mail = folder / "mail"
    mail.mkdir()
    os.chown(mail, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o755)
    config = folder / "dovecot.conf"
    config.write_text(_CONFIG.format(folder=folder, port=port, owner=owner, group=_group(owner), password=PASSWORD))
    return config


def _group(owner: pwd.struct_passwd) -> str:
    return grp.getgrgid(owner.pw_gid).gr_name


_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
mailbox_idle_check_interval = 1 secs
mail_max_userip_connections = 100
default_internal_user = {owner.pw_name}
default_internal_group = {group}
default_login_user = {owner.pw_name}
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  # A test signs in with a wrong password; the others must not be made to wait for that.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""
