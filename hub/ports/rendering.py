"""Texts from templates and from Markdown."""

from collections.abc import Mapping
from typing import Protocol


class Renderer(Protocol):
    """Fills templates that campaign owners wrote."""

    def render(self, source: str, values: Mapping[str, object], *, html: bool = False) -> str:
        """Return the text; with `html` values are escaped. Raises `InvalidError` naming what the template lacks."""

    def problems(self, source: str) -> list[str]:
        """Say what is wrong with a template before it is used; empty when it can be rendered."""

    def variables(self, source: str) -> frozenset[str]:
        """Name the values that a sound template asks for, with their parts: `customer.name`."""


class Markdown(Protocol):
    """Reads the Markdown of articles."""

    def html(self, source: str, *, files: str) -> str:
        """Return harmless HTML without a frame; what a page may not hold is left out.

        Pictures are `![text](attachment:ID)`; `files` is the address below which pages find them by their ids.
        """

    def plain(self, source: str) -> str:
        """Return the text as one would type it into a chat: no marks, lists with hyphens, links with their address."""
