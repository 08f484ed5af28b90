"""Imports point downwards only: the tree keeps the contracts, and an import that breaks one is caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package into which a violation can be planted."""
    shutil.copytree(ROOT / "hub", tmp_path / "hub", ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_tree_keeps_the_contracts(copy: Path) -> None:
    result = lint_imports(copy)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("hub/domain/planted.py", "import hub.services", "Layers"),
        ("hub/routing/planted.py", "import hub.storage", "Layers"),
        ("hub/storage/planted.py", "import hub.channels", "Layers"),
        ("hub/planted.py", "", "Layers"),
        ("hub/web/planted.py", "import hub.storage", "Entry points reach adapters only through ports"),
        ("hub/channels/email/planted.py", "import hub.channels.sms", "Channel kinds know nothing of each other"),
        ("hub/services/planted.py", "import sqlalchemy", "The core knows no framework"),
        ("hub/routing/planted.py", "import aiohttp", "The core knows no framework"),
        ("hub/web/planted.py", "import sqlite3", "Only the storage knows SQL"),
        ("hub/services/planted.py", "import hub.demo", "The demo is an outside party"),
        ("hub/demo/planted.py", "import hub.domain", "Layers"),
    ],
)
def test_planted_violation_is_caught(copy: Path, module: str, line: str, contract: str) -> None:
    planted = copy / module
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(f'"""Planted."""\n\n{line}\n')

    result = lint_imports(copy)

    assert result.returncode == 1
    broken = result.stdout.split("Broken contracts")[1]
    assert contract in broken
    assert "planted" in broken
