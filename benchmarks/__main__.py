"""`python -m benchmarks [NAME ...] [--json]`: measure, side by side with baselines in the same run."""

import argparse
import importlib
import json
import sys

NAMES = ("intake", "screen", "mail", "routing", "assignment", "widget")


def main() -> int:
    """Run the benchmarks named, or all; print one line, or with --json one object, a result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; all by default")
    parser.add_argument("--json", action="store_true", help="print one JSON object a result")
    given = parser.parse_args()
    unknown = sorted(set(given.names) - set(NAMES))
    if unknown:
        parser.error(f"{unknown[0]!r} is unknown; known are {', '.join(NAMES)}")
    for name in given.names or NAMES:
        for each in importlib.import_module(f"benchmarks.{name}").run():
            line = {**each, "command": f"python -m benchmarks {name}"}
            print(json.dumps(line, ensure_ascii=False) if given.json else _human(line), flush=True)
    return 0


def _human(line: dict[str, object]) -> str:
    text = f"{line['name']}: {line['value']:.4g} {line['unit']}"
    if line["ratio"] is not None:
        text += f"  (baseline {line['baseline']:.4g}, ratio {line['ratio']:.2f})"
    return text


if __name__ == "__main__":
    sys.exit(main())
