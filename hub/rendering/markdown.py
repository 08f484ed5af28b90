"""Articles' Markdown (CommonMark with tables) as harmless HTML and as plain text."""

import html
import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from typing_extensions import override

from hub.ports.rendering import Markdown

_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("strong", "em", "s", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
_FILES = "files"
_ATTACHMENT = re.compile(r"attachment:([A-Za-z0-9-]{1,64})")
_BREAKS = {
    "paragraph_close": "\n\n",
    "heading_close": "\n\n",
    "tr_close": "\n",
    "hr": "\n",
    "td_close": " ",
    "th_close": " ",
}


class SafeMarkdown(Markdown):
    """HTML in the source stays text; pictures from elsewhere become links, since pages load nothing from strangers."""

    def __init__(self) -> None:
        # https://markdown-it-py.readthedocs.io/en/latest/using.html ; "js-default" takes no HTML and knows tables.
        self._parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
        self._parser.add_render_rule("image", _picture)

    @override
    def html(self, source: str, *, files: str) -> str:
        return nh3.clean(
            self._parser.render(source, {_FILES: files}),
            tags=_TAGS,
            attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel="noopener noreferrer nofollow",
        )

    @override
    def plain(self, source: str) -> str:
        text = "".join(_words(self._parser.parse(source)))
        lines = (line.rstrip() for line in text.splitlines())
        return _without_gaps(lines).strip()


def _picture(_: object, tokens: Sequence[Token], at: int, __: object, env: MutableMapping[str, Any]) -> str:
    source, text = str(tokens[at].attrGet("src") or ""), html.escape(tokens[at].content)
    ours = _ATTACHMENT.fullmatch(source)
    if ours is None:
        return f'<a href="{html.escape(source)}">{text or html.escape(source)}</a>'
    return f'<img src="{html.escape(env[_FILES] + ours[1])}" alt="{text}">'


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    numbers: list[int | None] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            numbers.append(int(token.attrGet("start") or 1) if token.type[0] == "o" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            numbers.pop()
            yield "" if numbers else "\n"
        elif token.type == "list_item_open":
            yield _mark(numbers)
        elif token.type == "inline":
            yield "".join(_inline(token.children or []))
        elif token.type in ("fence", "code_block"):
            yield f"{token.content}\n"
        else:
            yield "\n" if token.hidden and token.type == "paragraph_close" else _BREAKS.get(token.type, "")


def _mark(numbers: list[int | None]) -> str:
    indent = "  " * (len(numbers) - 1)
    number = numbers[-1]
    if number is None:
        return f"{indent}- "
    numbers[-1] = number + 1
    return f"{indent}{number}. "


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    address = ""
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            yield f" ({address})" if address else ""
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        else:
            yield token.content


def _without_gaps(lines: Iterator[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)
