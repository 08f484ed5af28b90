"""`python -m benchmarks [NAME ...] [--json] [--quick]`: measure, side by side with baselines in the same run."""

import argparse
import importlib
import json
import os
import subprocess
import sys
import time

from benchmarks.scale import SWITCH

NAMES = ("widget", "intake", "screen", "mail", "routing", "assignment", "import", "timeline", "search")
_MODULES = {"import": "imports"}  # no module can be called so
LIMIT_S = 20 * 60


def main() -> int:
    """Run the benchmarks named, or all; print one line, or with --json one object, a result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; all by default")
    parser.add_argument("--json", action="store_true", help="print one JSON object a result")
    parser.add_argument("--quick", action="store_true", help="see that they run: the figures mean nothing")
    given = parser.parse_args()
    unknown = sorted(set(given.names) - set(NAMES))
    if unknown:
        parser.error(f"{unknown[0]!r} is unknown; known are {', '.join(NAMES)}")
    if given.quick:
        os.environ[SWITCH] = "1"
    names = given.names or NAMES
    if len(names) > 1:
        return _each_alone(names, [*(["--json"] if given.json else []), *(["--quick"] if given.quick else [])])
    for each in importlib.import_module(f"benchmarks.{_MODULES.get(names[0], names[0])}").run():
        line = {**each, "command": f"python -m benchmarks {names[0]}{' --quick' if given.quick else ''}"}
        print(json.dumps(line, ensure_ascii=False) if given.json else _human(line), flush=True)
    return 0


def _each_alone(names: tuple[str, ...] | list[str], flags: list[str]) -> int:
    """Run one after another, each in a fresh process: what one leaves in memory must not slow the next down."""
    deadline = time.monotonic() + LIMIT_S
    failed = []
    for name in names:
        command = [sys.executable, "-m", "benchmarks", name, *flags]
        try:
            code = subprocess.run(command, check=False, timeout=max(deadline - time.monotonic(), 1)).returncode
        except subprocess.TimeoutExpired:
            print(f"benchmarks: {name} was stopped: all took more than {LIMIT_S // 60} minutes", file=sys.stderr)
            code = 1
        if code:
            failed.append(name)
    if failed:
        print(f"benchmarks: failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _human(line: dict[str, object]) -> str:
    text = f"{line['name']}: {line['value']:.4g} {line['unit']}"
    if line["ratio"] is not None:
        text += f"  (baseline {line['baseline']:.4g}, ratio {line['ratio']:.2f})"
    return text


if __name__ == "__main__":
    sys.exit(main())
