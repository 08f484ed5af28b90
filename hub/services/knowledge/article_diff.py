"""What changed between two versions of an article, line by line."""

import difflib
from collections.abc import Iterator, Sequence

from hub.domain.articles import ArticleVersion
from hub.services.shapes import Shape

PARTS = ("title", "problem", "body")


def diff_shape(old: ArticleVersion, new: ArticleVersion) -> Shape:
    """All lines of both: `same`, `added` or `removed`, part by part; keeping what was not added gives the old text."""
    lines = {part: list(_lines(getattr(old, part), getattr(new, part))) for part in PARTS}
    return {"from": old.number, "to": new.number, **lines}


def _lines(old: str, new: str) -> Iterator[Shape]:
    before, after = old.split("\n"), new.split("\n")
    matcher = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from _marked("same", before[start:end])
            continue
        yield from _marked("removed", before[start:end])
        yield from _marked("added", after[new_start:new_end])


def _marked(op: str, lines: Sequence[str]) -> Iterator[Shape]:
    return ({"op": op, "text": line} for line in lines)
