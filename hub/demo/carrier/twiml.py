"""Reads TwiML strictly: an unknown verb, attribute or value is the error Twilio would report."""

from dataclasses import dataclass, field
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from hub.demo.carrier.errors import RestError
from hub.demo.carrier.grammar import ATTRIBUTES, CHILDREN, MESSAGE, REDIRECT, VERBS
from hub.demo.carrier.params import Param, check
from hub.demo.carrier.webhooks import Answer, Target

XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})
# Say may hold SSML; its words are what is spoken: https://www.twilio.com/docs/voice/twiml/say/text-speech#use-ssml-tags
SPOKEN = frozenset({"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"})
PARSE_FAILURE = 12100  # https://www.twilio.com/docs/api/errors/12100
SCHEMA_FAILURE = 12200  # https://www.twilio.com/docs/api/errors/12200
BAD_CONTENT_TYPE = 12300  # https://www.twilio.com/docs/api/errors/12300


class TwimlError(Exception):
    """A document the carrier does not run."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One element; `base` is the address its relative links start from."""

    name: str
    attrs: dict[str, str]
    text: str
    children: tuple["Verb", ...]
    base: str

    def get(self, name: str, default: str = "") -> str:
        """An attribute."""
        return self.attrs.get(name, default)

    def flag(self, name: str, *, default: bool) -> bool:
        """A boolean attribute."""
        return self.attrs.get(name, str(default)).lower() == "true"

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        text = self.attrs.get(name, "")
        return int(text) if text.isdigit() else default

    def link(self, name: str) -> str:
        """An address, made absolute; empty when it is not given."""
        text = self.attrs.get(name, "")
        return urljoin(self.base, text) if text else ""

    def target(self, name: str, method: str = "method") -> Target:
        """An address and the method to ask it with."""
        return Target(url=self.link(name), method=self.attrs.get(method) or "POST")

    def words(self, name: str, default: str) -> frozenset[str]:
        """A list of events, separated by spaces."""
        return frozenset(self.attrs.get(name, default).split())


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer to a text."""

    body: str
    media: tuple[str, ...] = ()
    to: str = ""
    from_: str = ""
    status_callback: str = ""


@dataclass(frozen=True, kw_only=True)
class MessagingTwiml:
    """What to do about a text."""

    replies: list[Reply] = field(default_factory=list)
    redirect: Target | None = None


def parse_voice(answer: Answer, *, base: str, allowed: frozenset[str] = VERBS) -> list[Verb]:
    """The verbs of a voice document."""
    return voice_document(_checked(answer), base=base, allowed=allowed)


def voice_document(text: str, *, base: str = "", allowed: frozenset[str] = VERBS) -> list[Verb]:
    """The verbs of a document given as text."""
    root = _root(text)
    verbs = [_verb(element, "Response", base.partition("#")[0]) for element in root]
    for verb in verbs:
        if verb.name not in allowed:
            raise TwimlError(SCHEMA_FAILURE, f"<{verb.name}> is not allowed here")
    return verbs


def _checked(answer: Answer) -> str:
    if answer.content_type not in XML_TYPES:
        raise TwimlError(BAD_CONTENT_TYPE, f"Content-Type {answer.content_type} is not TwiML")
    return answer.text


def _root(text: str) -> ET.Element:
    if "<!DOCTYPE" in text:
        raise TwimlError(PARSE_FAILURE, "TwiML has no document type")
    try:
        root = ET.fromstring(text.encode())  # noqa: S314 - at most 64 kB and no DOCTYPE, so no entities
    except ET.ParseError as error:
        raise TwimlError(PARSE_FAILURE, f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise TwimlError(PARSE_FAILURE, f"the root is <{root.tag}>, not <Response>")
    return root


def _verb(element: ET.Element, parent: str, base: str) -> Verb:
    name = element.tag
    if name not in CHILDREN.get(parent, frozenset()):
        raise TwimlError(SCHEMA_FAILURE, f"<{name}> is not allowed in <{parent}>")
    _check(name, ATTRIBUTES[name], element)
    if name == "Say":
        return Verb(name=name, attrs=dict(element.attrib), text=_spoken(element), children=(), base=base)
    children = tuple(_verb(child, name, base) for child in element)
    return Verb(name=name, attrs=dict(element.attrib), text=(element.text or "").strip(), children=children, base=base)


def _check(name: str, schema: dict[str, Param], element: ET.Element) -> None:
    try:
        check(schema, element.attrib.items())
    except RestError as error:
        raise TwimlError(SCHEMA_FAILURE, f"<{name}>: {error.message}") from error


def _spoken(element: ET.Element) -> str:
    for child in element.iter():
        if child is not element and child.tag not in SPOKEN:
            raise TwimlError(SCHEMA_FAILURE, f"<{child.tag}> is not allowed in <Say>")
    return " ".join("".join(element.itertext()).split())


def parse_messaging(answer: Answer, *, base: str) -> MessagingTwiml:
    """What a messaging webhook answered. Nothing at all is fine, and plain text is a reply.

    https://www.twilio.com/docs/messaging/twiml#twilios-request-to-your-application
    """
    if not answer.text.strip():
        return MessagingTwiml()
    if answer.content_type == "text/plain":
        return MessagingTwiml(replies=[Reply(body=answer.text)])
    root = _root(_checked(answer))
    replies = []
    for element in root:
        match element.tag:
            case "Message":
                replies.append(_reply(element, base))
            case "Redirect":
                _check("Redirect", REDIRECT, element)
                url = urljoin(base, (element.text or "").strip())
                return MessagingTwiml(replies=replies, redirect=Target(url=url, method=element.get("method", "POST")))
            case other:
                raise TwimlError(SCHEMA_FAILURE, f"<{other}> is not allowed in <Response>")
    return MessagingTwiml(replies=replies)


def _reply(element: ET.Element, base: str) -> Reply:
    _check("Message", MESSAGE, element)
    body, media = element.text or "", []
    for child in element:
        match child.tag:
            case "Body":
                body += child.text or ""
            case "Media":
                media.append(urljoin(base, (child.text or "").strip()))
            case other:
                raise TwimlError(SCHEMA_FAILURE, f"<{other}> is not allowed in <Message>")
    callback = element.get("statusCallback", "")
    return Reply(
        body=body.strip(),
        media=tuple(media),
        to=element.get("to", ""),
        from_=element.get("from", ""),
        status_callback=urljoin(base, callback) if callback else "",
    )
