"""The lock files: whole, the same for both sets, and free of download addresses."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text().splitlines()
    return {found[1]: found[2] for line in lines if (found := re.match(r"([\w.-]+)==(\S+)", line))}


def names(requirements: list[str]) -> set[str]:
    found = {re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower() for requirement in requirements}
    return {name.replace("_", "-") for name in found}


def project() -> dict[str, list[str]]:
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {
        key: [each for each in value if isinstance(each, str)] for key, value in written["dependency-groups"].items()
    }
    return {**groups, "run": written["project"]["dependencies"]}


def test_every_dependency_is_locked() -> None:
    wanted = project()

    assert names(wanted["run"]) <= set(pins("requirements.lock"))
    assert names(wanted["run"] + wanted["test"] + wanted["dev"]) <= set(pins("requirements-dev.lock"))


def test_development_has_the_versions_that_users_get() -> None:
    development = pins("requirements-dev.lock")

    assert pins("requirements.lock").items() <= development.items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert text.count("--hash=sha256:") >= len(pins(lock)) > 0
    assert "://" not in text


def test_packages_of_the_pages_have_a_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "ui" / "package-lock.json").read_text())["packages"]
    installed = {path: entry for path, entry in packages.items() if "node_modules/" in path and not entry.get("link")}

    assert [path for path, entry in installed.items() if "resolved" in entry or "integrity" not in entry] == []
