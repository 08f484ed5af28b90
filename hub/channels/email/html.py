"""Makes a stranger's HTML safe to show in a sandboxed frame, and turns HTML into text."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote

import nh3

from hub.channels.email import bulky_html, quoted_html

LONGEST_HTML = 2_000_000
_FRAME_POLICY = "default-src 'none'; img-src {images}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">
<style>body{{margin:8px;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}}
img{{max-width:100%}}pre{{white-space:pre-wrap}}
details.hub-quote>summary{{cursor:pointer;color:#777;list-style:none}}
blockquote{{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc}}
</style></head><body>{body}</body></html>"""

_TAGS = frozenset({
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main",
    "mark", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul",
    "var", "wbr",
})  # fmt: skip
_DROPPED_WITH_CONTENT = frozenset({
    "script", "style", "title", "head", "noscript", "template", "object", "embed", "applet", "iframe", "svg", "math",
    "form", "textarea", "select", "audio", "video", "canvas",
}) - {"head", "form"}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"align", "valign", "dir", "lang", "title", "style", "bgcolor", "class", "id"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "table": {"border", "cellpadding", "cellspacing", "width", "height"},
    "td": {"colspan", "rowspan", "width", "height", "nowrap"},
    "th": {"colspan", "rowspan", "width", "height", "nowrap"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "blockquote": {"type"},
}
# No position, no z-index, no url(): nothing that leaves the frame's flow or fetches.
_STYLES = frozenset({
    "background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius",
    "border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "display",
    "font", "font-family", "font-size", "font-style", "font-weight", "height", "letter-spacing", "line-height",
    "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height",
    "max-width", "min-width", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top",
    "table-layout", "text-align", "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space",
    "width", "word-break", "word-wrap",
})  # fmt: skip
_URLS = frozenset({"http", "https", "mailto", "tel", "cid", "data"})
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]{0,2000000}\Z", re.IGNORECASE)
_UNSAFE_STYLE = re.compile(r"url\(|[\\<>]", re.IGNORECASE)
_LINK = re.compile(r"\s*(?:https?://|mailto:|tel:)", re.IGNORECASE)
_ANGLES = str.maketrans({"<": "%3C", ">": "%3E"})

_BREAKS = frozenset(
    {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol", "hr"}
)
_TEXT_DROPPED = frozenset(
    {"script", "style", "title", "noscript", "template", "textarea", "select", "svg", "math", "object"}
)
_TAG = re.compile(r"<(/?)([a-z0-9]+)>")
_BLANKS = re.compile(r"[ \t\n\u00a0\u200b\u200c\ufeff\u00ad\u034f]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeHtml:
    """Clean HTML and how many remote pictures were held back."""

    html: str
    blocked_images: int


def sanitise(markup: str, attachment_url: Callable[[str], str | None], *, allow_remote: bool = False) -> SafeHtml:
    """What may be shown of a mail's HTML.

    `attachment_url` gives the address of the attachment with this Content-ID, or None. Pictures elsewhere tell the
    sender when and where the mail is read: without `allow_remote` their address is moved into `data-blocked-src`.
    Quoted history is folded into `<details class="hub-quote">`.
    """
    mark = f"blocked-{secrets.token_hex(8)}:"  # unguessable: the same words in the mail's text stay text
    cleaned = nh3.clean(
        bulky_html.tamed(markup[:LONGEST_HTML]),
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        attribute_filter=_Filter(attachment_url, "" if allow_remote else mark),
        filter_style_properties=set(_STYLES),
        url_schemes=set(_URLS),
        url_relative="pass_through",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    blocked = cleaned.count(f'src="{mark}')
    return SafeHtml(
        html=quoted_html.folded(cleaned.replace(f'src="{mark}', 'data-blocked-src="')), blocked_images=blocked
    )


def document(html: str, *, inline_images: Mapping[str, str], remote_images: bool) -> str:
    """A whole page of a mail's HTML (the port `hub.ports.html.HtmlCleaner`)."""
    images = {content_id.lower(): url for content_id, url in inline_images.items()}
    safe = sanitise(html, lambda content_id: images.get(content_id.lower()), allow_remote=remote_images)
    sources = "'self' data: http: https:" if remote_images else "'self' data:"
    return _PAGE.format(policy=_FRAME_POLICY.format(images=sources), body=safe.html)


class _Filter:
    """Decides on each attribute that the list lets through."""

    def __init__(self, attachment_url: Callable[[str], str | None], mark: str) -> None:
        self._attachment_url = attachment_url
        self._mark = mark

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return self._picture(value.strip())
        if name == "href":
            return value.translate(_ANGLES) if _LINK.match(value) else None
        if name in {"class", "id", "type"}:
            return quoted_html.marker(tag, name, value)
        if name == "style":
            return None if _UNSAFE_STYLE.search(value) else value
        return value.replace("<", "‹").replace(">", "›")

    def _picture(self, url: str) -> str | None:
        if url.lower().startswith("cid:"):
            found = self._attachment_url(unquote(url[4:]).strip("<>"))
            return found.translate(_ANGLES) if found else None
        if url.lower().startswith("data:"):
            return url if _PICTURE.match(url) else None
        return self._mark + url.translate(_ANGLES) if _LINK.match(url) else None


def to_text(markup: str) -> str:
    """The words of HTML, a line a block. The tags left by the cleaner carry nothing, so that one pass splits them
    off.
    """
    bare = nh3.clean(
        bulky_html.tamed(markup[:LONGEST_HTML]),
        tags=set(_BREAKS | {"td", "th"}),
        clean_content_tags=set(_TEXT_DROPPED),
        attributes={},
        link_rel=None,
    )
    lines: list[str] = [""]
    depth_of_pre = 0
    parts = _TAG.split(bare)
    for index in range(0, len(parts), 3):
        lines[-1] += unescape(parts[index]) if depth_of_pre else _BLANKS.sub(" ", unescape(parts[index]))
        if index + 2 < len(parts):
            closes, tag = parts[index + 1], parts[index + 2]
            depth_of_pre += (-1 if closes else 1) if tag == "pre" else 0
            _break(lines, tag, is_closing=bool(closes))
    text = "\n".join(line.strip() if "\n" not in line else line for line in lines)
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _break(lines: list[str], tag: str, *, is_closing: bool) -> None:
    if tag in {"td", "th"}:
        lines[-1] += " " if is_closing and not lines[-1].endswith(" ") else ""
    elif tag == "br":
        lines.append("")
    elif lines[-1].strip():
        lines.append("")
        if tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote"} and is_closing:
            lines.append("")
    if tag == "li" and not is_closing:
        lines[-1] = "- "
