"""No key of the configuration does nothing: each is read somewhere in the composition root."""

import re
from pathlib import Path

import pytest

from hub.config import Settings

ROOT = Path(__file__).resolve().parents[2] / "hub"
FOLDERS = ("app", "cli", "commands", "config")
READERS = "".join(path.read_text() for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))
OTHERS = (ROOT / "logs.py").read_text()
SECTIONS = {name: field.annotation for name, field in Settings.model_fields.items() if name != "demo"}
KEYS = [(name, key) for name, model in SECTIONS.items() for key in getattr(model, "model_fields", {})]


@pytest.mark.parametrize(("section", "key"), KEYS, ids=[f"{section}.{key}" for section, key in KEYS])
def test_every_key_is_read(section: str, key: str) -> None:
    assert re.search(rf"\.{key}\b", READERS + OTHERS), f"[{section}] {key} is read by nobody: wire it or remove it"
