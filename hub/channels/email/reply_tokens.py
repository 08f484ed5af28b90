"""Addresses and Message-IDs that come back signed: they tell which interaction or delivery a mail belongs to."""

import base64
import binascii
import hashlib
import hmac
import re
import uuid
from collections.abc import Iterable

_ID_LENGTH = 26
_MAC_LENGTH = 13
_ID_MAC_LENGTH = 8
_LONGEST_LOCAL_PART = 64  # RFC 5321 section 4.5.3.1.1
_LOCAL_PART = re.compile(rf"\+([rb])\.([a-z2-7]{{{_ID_LENGTH}}})\.([a-z2-7]{{{_MAC_LENGTH}}})\Z")
_MESSAGE_ID = re.compile(
    rf"([0-9a-f-]{{36}})\.(?:([a-z2-7]{{{_ID_LENGTH}}})\.)?([a-z2-7]{{{_ID_MAC_LENGTH}}})@(.{{1,255}})"
)


class ReplyTokens:
    """`support+r.<id>.<mac>@example.com`: everything in lower case, since mail systems change the case of local parts.

    The newest key signs, every key is accepted, so that keys can be changed without losing conversations.
    """

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self._keys = keys

    def reply_address(self, mailbox: str, interaction_id: str) -> str:
        """Where an answer to this interaction goes."""
        return self._address(mailbox, "r", interaction_id)

    def bounce_address(self, mailbox: str, delivery_id: str) -> str:
        """The envelope sender of a delivery: a bounce comes back to it whatever its text says."""
        return self._address(mailbox, "b", delivery_id)

    def interactions(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """The interactions that these addresses name with a valid signature; forged and damaged ones are passed
        over.
        """
        return self._ids("r", addresses)

    def deliveries(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """The deliveries whose bounce address is among these."""
        return self._ids("b", addresses)

    def _address(self, mailbox: str, purpose: str, plain_id: str) -> str:
        local, _, domain = mailbox.rpartition("@")
        code = _short(plain_id)
        tagged = f"{local}+{purpose}.{code}.{_mac(self._keys[0], purpose, code)[:_MAC_LENGTH]}"
        if len(tagged) > _LONGEST_LOCAL_PART:
            raise ValueError(
                f"{mailbox}: its name is longer than the {64 - 43} characters that leave room for a reply token"
            )
        return f"{tagged}@{domain}"

    def _ids(self, purpose: str, addresses: Iterable[str]) -> tuple[str, ...]:
        found = (self._id(purpose, address) for address in addresses)
        return tuple(dict.fromkeys(filter(None, found)))

    def _id(self, purpose: str, address: str) -> str | None:
        token = _LOCAL_PART.search(address.rpartition("@")[0].lower())
        if token is None or token[1] != purpose:
            return None
        valid = [hmac.compare_digest(_mac(key, purpose, token[2])[:_MAC_LENGTH], token[3]) for key in self._keys]
        return _long(token[2]) if any(valid) else None


def plain_mailbox(address: str) -> str:
    """The mailbox behind a tokened address, in lower case."""
    local, at, domain = address.rpartition("@")
    return f"{_LOCAL_PART.sub('', local.lower())}{at}{domain.lower()}"


class MessageIds:
    """`<delivery id>.<interaction>.<mac>@<domain>`, the middle part only where there is an interaction.

    The same for every attempt of a delivery. It tells where an answer belongs even if the answer comes before our own
    transaction has ended, or without the reply address.
    """

    def __init__(self, keys: tuple[bytes, ...], domain: str) -> None:
        self._keys = keys
        self._domain = domain.lower()

    def for_delivery(self, delivery_id: str, interaction_id: str | None = None) -> str:
        """Without angle brackets."""
        local = f"{delivery_id}.{_short(interaction_id)}" if interaction_id else delivery_id
        return f"{local}.{_mac(self._keys[0], 'm', local)[:_ID_MAC_LENGTH]}@{self._domain}"

    def delivery(self, message_id: str) -> str | None:
        """The delivery that this id names, if we made it."""
        found = self._ours(message_id)
        return found[1] if found else None

    def interaction(self, message_id: str) -> str | None:
        """The interaction that this id names, if we made it for one."""
        found = self._ours(message_id)
        return _long(found[2]) if found and found[2] else None

    def _ours(self, message_id: str) -> re.Match[str] | None:
        found = _MESSAGE_ID.fullmatch(message_id.lower())
        if found is None or found[4] != self._domain:
            return None
        local = f"{found[1]}.{found[2]}" if found[2] else found[1]
        valid = [hmac.compare_digest(_mac(key, "m", local)[:_ID_MAC_LENGTH], found[3]) for key in self._keys]
        return found if any(valid) else None


def _mac(key: bytes, purpose: str, value: str) -> str:
    digest = hmac.digest(key, f"email:{purpose}:{value}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode("ascii").lower()


def _short(plain_id: str) -> str:
    return base64.b32encode(uuid.UUID(plain_id).bytes).decode("ascii").rstrip("=").lower()


def _long(code: str) -> str | None:
    try:
        return str(uuid.UUID(bytes=base64.b32decode(code.upper() + "======")))
    except (binascii.Error, ValueError):
        return None
