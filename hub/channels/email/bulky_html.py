"""Bounds the work that hostile HTML can make: an HTML parser is not linear in what it is given."""

import re

# The parsing algorithm (https://html.spec.whatwg.org/multipage/parsing.html) looks up the stack of open elements at
# each block,
# and re-opens every unclosed formatting element in each new one. Deep nesting costs quadratic time, and distinct
# unclosed
# formatting tags quadratic memory: half a megabyte can become a thousand million elements.
_MOST_STEPS = 20_000_000
_MOST_ELEMENTS = 1_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b[^>]{0,300}", re.IGNORECASE)
_FORMATTING_NAME = re.compile(r"(</?)(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_VOID = frozenset(
    {"br", "img", "hr", "meta", "link", "input", "area", "base", "col", "embed", "source", "track", "wbr", "p", "li"}
)


def tamed(markup: str) -> str:
    """The same HTML; where its nesting goes beyond any letter's, the tags that make it so become harmless ones."""
    tags = markup.count("<")
    if tags < 200:
        return markup
    distinct = len({found[0] for found in _FORMATTING.finditer(markup)})
    if 3 * distinct * tags > _MOST_ELEMENTS:  # three of each are kept open at most ("Noah's Ark clause")
        markup = _FORMATTING_NAME.sub(r"\1span", markup)
    if _depth(markup) * tags > _MOST_STEPS:
        return _TAG.sub(lambda found: found[0] if found[2].lower() in _VOID else f"<{found[1]}span", markup)
    return markup


def _depth(markup: str) -> int:
    """How deep it may nest at most; closing tags in comments do not count."""
    visible = _COMMENT.sub("", markup) if "-->" in markup else markup.replace("<!--", "")
    depth = deepest = 0
    for closes, name in _TAG.findall(visible):
        if closes:
            depth -= depth > 0
        elif name.lower() not in _VOID:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
