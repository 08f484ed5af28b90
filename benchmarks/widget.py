"""How much a visitor's browser loads for the chat, compressed as our server sends it to every browser."""

import gzip
from pathlib import Path

from benchmarks.results import Result

WIDGET = Path(__file__).resolve().parent.parent / "hub" / "web" / "static" / "widget"
LANGUAGES = ("en", "zh")


def run() -> list[Result]:
    """Measure what the site's page loads, and all that a visitor loads in each language."""
    loader = size("widget.js")
    figures = {"widget, on the site's own page, gzipped": loader}
    for language in LANGUAGES:
        whole = loader + size(f"frame.{language}.js") + size("frame.css")
        figures[f"widget, whole, gzipped, {language}"] = whole
    return [
        {"name": name, "value": value, "unit": "B", "baseline": None, "ratio": None} for name, value in figures.items()
    ]


def size(name: str) -> int:
    """Return the compressed size of a built file, without time stamp, so that the same source gives the same figure."""
    return len(gzip.compress((WIDGET / name).read_bytes(), compresslevel=9, mtime=0))
