"""Renew the lock files: names, versions and hashes, no download addresses."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
OPTIONS = [
    "--quiet",
    "--upgrade",
    "--generate-hashes",
    "--universal",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--python-version=3.11",
]


def compile_lock(output: str, *groups: str) -> None:
    command: list[str | Path] = [UV, "pip", "compile", *OPTIONS, *groups, "pyproject.toml", "--output-file", output]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    compile_lock("requirements.lock")
    # The development set pins the same versions of what both contain.
    compile_lock("requirements-dev.lock", "--group=dev", "--constraint=requirements.lock")
