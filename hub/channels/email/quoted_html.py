"""Finds the quoted history in cleaned HTML and folds it away with `<details>`, which works without scripts."""

import re
from dataclasses import dataclass

_FOLDED = "hub-quote"
_REST_FOLDED = "hub-quote-rest"
_QUOTE_CLASSES = frozenset(
    {"gmail_quote", "gmail_quote_container", "yahoo_quoted", "protonmail_quote", "zmail_extra", "qmbox"}
)
_REST_IDS = frozenset({"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "isreplycontent"})
# In cleaned HTML no attribute holds a `<` or `>`, so a tag ends at the next `>`.
_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_VOID = frozenset({"br", "img", "hr", "col", "wbr"})
_OPEN = '<details class="hub-quote"><summary>···</summary>'
_CLOSE = "</details>"


def marker(tag: str, name: str, value: str) -> str | None:
    """Our own mark for an attribute by which a mail program marks what it quotes; all other names are dropped."""
    words = {word.lower() for word in value.split()}
    if name == "type":
        return "cite" if tag == "blockquote" and "cite" in words else value if tag == "ol" and len(value) == 1 else None
    if name == "class":
        return _FOLDED if words & _QUOTE_CLASSES else None
    return _REST_FOLDED if words & _REST_IDS else None


def folded(markup: str) -> str:
    """Each outermost quoted block inside a closed `<details>`."""
    if _FOLDED not in markup and 'type="cite"' not in markup:
        return markup
    out: list[str] = []
    fold: _Fold | None = None
    depth = at = 0
    for tag in _TAG.finditer(markup):
        out.append(markup[at : tag.start()])
        at = tag.end()
        if tag[1]:
            depth -= 1
            ends_here = fold is not None and depth == fold.ends_at
            out.append(tag[0] if not ends_here or fold is None else fold.closing(tag[0]))
            fold = None if ends_here else fold
        else:
            if fold is None and _is_quote(tag[3]):
                fold = (
                    _Fold(ends_at=depth - 1, is_rest=True)
                    if _REST_FOLDED in tag[3]
                    else _Fold(ends_at=depth, is_rest=False)
                )
                out.append(_OPEN)
            out.append(tag[0])
            depth += tag[2] not in _VOID
    out.append(markup[at:])
    return "".join(out) + (_CLOSE if fold else "")


@dataclass(frozen=True, slots=True)
class _Fold:
    """An open fold: around one element, or from it to the end of its parent."""

    ends_at: int
    is_rest: bool

    def closing(self, tag: str) -> str:
        return _CLOSE + tag if self.is_rest else tag + _CLOSE


def _is_quote(attributes: str) -> bool:
    return f'"{_FOLDED}"' in attributes or f'"{_REST_FOLDED}"' in attributes or 'type="cite"' in attributes
