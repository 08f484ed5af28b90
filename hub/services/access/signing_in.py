"""Signing in and out, and recognising who asks: sessions of browsers, tokens of programs, throttled guessing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hub.domain.ids import new_id
from hub.domain.users import Session, User
from hub.errors import UseCaseError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.passwords import Passwords
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.access.callers import Caller
from hub.services.access.secrets import hash_secret, new_secret

# The demo's sample users have passwords with this ending, which everybody can read in the source.
PUBLIC_ENDING = "-demo-only"
_PEERS_SHARE = 10
_MAX_PASSWORD = 1024


class SignInRefusedError(UseCaseError):
    """Login and password do not belong together, or the caller is not signed in."""

    status = 401


class TooManyAttemptsError(UseCaseError):
    """Too many wrong attempts; come again after `retry_after_s`."""

    status = 429

    def __init__(self, retry_after_s: int) -> None:
        """Say how long to wait."""
        super().__init__(f"too many attempts to sign in; try again in {retry_after_s} seconds")
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, kw_only=True)
class SignInPolicy:
    """How long a session lasts, and how many attempts a login has in a window (an address has ten times as many).

    `demo` lets the sample users in, whose passwords are public.
    """

    session_for: timedelta = timedelta(hours=12)
    attempts: int = 10
    window_s: int = 300
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A fresh session; `secret` goes into the cookie and is stored nowhere."""

    caller: Caller
    session: Session
    secret: str


class SignIn:
    """Checks passwords between transactions, so that nothing slow happens inside one."""

    def __init__(self, *, database: Database, passwords: Passwords, clock: Clock, policy: SignInPolicy) -> None:
        self._database = database
        self._passwords = passwords
        self._clock = clock
        self._policy = policy

    async def __call__(self, login: str, password: str, *, remote: str) -> SignedIn:
        """Open a session; raises `SignInRefusedError` or `TooManyAttemptsError`."""
        if password.endswith(PUBLIC_ENDING) and not self._policy.demo:
            raise SignInRefusedError("this password is public and opens the demo alone: set another", field="password")
        user = await self._database.write(lambda tx: self._attempt(tx, login, remote))
        stored = user.password_hash if user and not user.disabled else None
        right = await self._passwords.verify(password[:_MAX_PASSWORD], stored)
        if user is None or not right:
            raise SignInRefusedError("login or password is wrong", field="password")
        secret = new_secret()
        session = self._session(user, secret)
        await self._database.write(lambda tx: self._open(tx, user, session))
        return SignedIn(caller=Caller(user=user, session=session), session=session, secret=secret)

    def _attempt(self, tx: Tx, login: str, remote: str) -> User | None:
        counts = (
            (tx.throttle.count(_login_key(login), self._policy.window_s), self._policy.attempts),
            (tx.throttle.count(f"sign-in:from:{remote}", self._policy.window_s), self._policy.attempts * _PEERS_SHARE),
        )
        if any(count > allowed for count, allowed in counts):
            raise TooManyAttemptsError(self._policy.window_s)
        return tx.users.by_login(login)

    def _session(self, user: User, secret: str) -> Session:
        now = self._clock.now()
        return Session(
            id=new_id(),
            user_id=user.id,
            secret_hash=hash_secret(secret),
            csrf=new_secret(),
            created_at=now,
            expires_at=now + self._policy.session_for,
        )

    def _open(self, tx: Tx, user: User, session: Session) -> None:
        tx.throttle.clear(_login_key(user.login))
        tx.sessions.add(session)
        record(tx, actor=f"user:{user.login}", action="session.opened", subject=user.id, at=session.created_at)


def _login_key(login: str) -> str:
    return f"sign-in:login:{login.casefold()[:200]}"


def caller_of_session(tx: Tx, secret: str) -> Caller | None:
    """Recognise a browser by its cookie."""
    found = tx.sessions.by_secret_hash(hash_secret(secret))
    return Caller(user=found[1], session=found[0]) if found else None


def caller_of_token(tx: Tx, secret: str) -> Caller | None:
    """Recognise a program by its bearer token."""
    token = tx.tokens.by_secret_hash(hash_secret(secret))
    return Caller(token=token) if token else None


def sign_out(tx: Tx, caller: Caller, at: datetime) -> None:
    """Forget the session; its cookie opens nothing any more."""
    if caller.session is not None:
        tx.sessions.remove(caller.session.id)
        record(tx, actor=caller.actor, action="session.closed", subject=caller.id, at=at)


def choose_language(tx: Tx, user: User, language: str) -> User:
    """Remember the language in which a user works."""
    changed = replace(tx.users.get(user.id) or user, language=language)
    tx.users.put(changed)
    return changed
