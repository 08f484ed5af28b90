"""Reads address lists as senders write them: groups, comments, bare names, commas in names, addresses hidden in
encoded words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hub.channels.email import headers

# A quoted string runs to its end or to the end of the value, so that no start is tried twice.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[^"(<>,:;]+|[(<>,:;]', re.DOTALL)
_CLOSED = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_LOOSE_ADDRESS = re.compile(r"[^\s<>,;:\"'\[\]()|]{1,256}@[^\s<>,;:\"'\[\]()|@]{1,255}")
_SPACE = re.compile(r"\s+")
_ENCODED_WORD = re.compile(r"=\?[^?\s]+\?[bq]\?", re.IGNORECASE)
_MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox. `address` is as written but for a lower-case domain; empty when the header named nobody
    reachable.
    """

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def local_part(self) -> str:
        return self.address.rpartition("@")[0]

    @property
    def is_suspicious(self) -> bool:
        """Encoded words inside an address (RFC 2047 section 5 (3) forbids them) serve only to look like somebody
        else.
        """
        return bool(_ENCODED_WORD.search(self.address))


def parse(value: str) -> tuple[Address, ...]:
    """All mailboxes of a raw header value; encoded words are decoded in names only, after the structure is known."""
    found: list[Address] = []
    orphan = ""
    for display, angle, comment in _entries(value):
        if not angle and "@" not in display:
            orphan = f"{orphan}, {display}".strip(", ")  # half of an unquoted "Last, First <a@b>"
            continue
        address = _address(f"{orphan}, {display}" if orphan else display, angle, comment)
        orphan = ""
        if address is not None:
            found.append(address)
        if len(found) >= _MOST:
            return tuple(found)
    if orphan:
        found.append(Address(name=headers.decode_words(orphan), address=""))
    return tuple(found)


def _entries(value: str) -> Iterator[tuple[str, str, str]]:
    """Display text, text in angle brackets, and comment of every comma-separated entry; group names are dropped."""
    entry = _Entry()
    for piece in _pieces(value):
        if entry.continues_comment(piece) or entry.continues_angle(piece):
            continue
        if piece in {",", ";"}:
            yield entry.parts()
            entry = _Entry()
        else:
            entry.take(piece)
    yield entry.parts()


def _pieces(value: str) -> list[str]:
    pieces: list[str] = _TOKEN.findall(value)
    if pieces and pieces[-1].startswith('"') and not _CLOSED.fullmatch(pieces[-1]):
        pieces[-1:] = _TOKEN.findall(pieces[-1].replace('"', " "))  # the closing quote is missing: it was none
    return pieces


class _Entry:
    """One entry while it is being read; closing marks may be missing."""

    def __init__(self) -> None:
        self._display: list[str] = []
        self._angle: list[str] = []
        self._comment: list[str] = []
        self._in_angle = False
        self._comment_depth = 0

    def continues_comment(self, piece: str) -> bool:
        if self._comment_depth:
            self._comment_depth += (piece == "(") - piece.count(")")
            self._comment_depth = max(self._comment_depth, 0)
            self._comment.append(piece)
            return True
        if piece == "(" and not self._in_angle:
            self._comment_depth = 1
            return True
        return False

    def continues_angle(self, piece: str) -> bool:
        if self._in_angle:
            self._in_angle = piece != ">"
            self._angle += [piece] if self._in_angle else []
            return True
        if piece == "<":  # the last pair holds the address, an earlier one belongs to the name
            self._display += ["<", *self._angle, ">"] if self._angle else []
            self._angle, self._in_angle = [], True
            return True
        return False

    def take(self, piece: str) -> None:
        if piece == ":" and not any("@" in part for part in self._display):
            self._display = []  # the name of a group
        else:
            self._display.append(piece)

    def parts(self) -> tuple[str, str, str]:
        return "".join(self._display).strip(), "".join(self._angle).strip(), "".join(self._comment).strip()


def _address(display: str, angle: str, comment: str) -> Address | None:
    if not angle:
        found = _LOOSE_ADDRESS.search(display) if not display.startswith('"') else None
        angle, display = (found[0], display.replace(found[0], " ")) if found else (display, "")
        display = display if display.strip() else comment.rstrip(")")
    elif "@" not in angle and "@" in display and not display.endswith(">"):
        found = _LOOSE_ADDRESS.search(display)
        angle = found[0] if found else angle
    spec = _normalised(angle)
    name = _name(display)
    return Address(name=name, address=spec) if spec or name else None


def _normalised(spec: str) -> str:
    spec = spec if spec.startswith('"') else _SPACE.sub("", spec)
    if spec.startswith("@") and ":" in spec:  # an RFC 822 route
        spec = spec.rpartition(":")[2]
    spec = spec.removeprefix("mailto:").strip(".,'")
    local, at, domain = spec.rpartition("@")
    if not at or not local or not domain or len(spec) > 320:
        return ""
    return f"{local}@{domain.lower()}"


def _name(display: str) -> str:
    display = display.strip()
    if display.startswith('"') and display.endswith('"') and len(display) > 1:
        display = _QUOTED_PAIR.sub(r"\1", display[1:-1])
    elif '"' in display:
        display = display.replace('"', "")
    return headers.decode_words(display).strip(" '")[:300]
