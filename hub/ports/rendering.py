"""Texts from templates."""

from collections.abc import Mapping
from typing import Protocol


class Renderer(Protocol):
    """Fills templates that campaign owners wrote."""

    def render(self, source: str, values: Mapping[str, object], *, html: bool = False) -> str:
        """Return the text; with `html` values are escaped. Raises `InvalidError` naming what the template lacks."""

    def problems(self, source: str) -> list[str]:
        """Say what is wrong with a template before it is used; empty when it can be rendered."""
