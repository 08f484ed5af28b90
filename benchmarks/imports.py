"""A list of 100,000 customers by the command line, against one INSERT a row without any of its consequences."""

import asyncio
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import asyncpg

from benchmarks.hubs import Site, site
from benchmarks.results import Result, result
from benchmarks.scale import sized

ROWS = sized(100_000, quick=1_000)
ROUNDS = 1
_TOGETHER = 1_000
_TABLE = (
    "CREATE TABLE bench_customers (id text PRIMARY KEY, name text, phone text, email text, birthday text, tags text)"
)
_HEAD = ("external_id", "name", "phone", "email", "birthday", "tags")

Row = tuple[str, ...]


def run() -> list[Result]:
    """Measure both databases, with the hub serving beside it; the rows are counted afterwards."""
    results: list[Result] = []
    rows = [_row(number) for number in range(ROWS)]
    with tempfile.TemporaryDirectory(prefix="hub-bench-list-") as folder:
        file = Path(folder) / "customers.csv"
        _write(file, rows)
        for kind in ("postgresql", "sqlite"):
            ours, again, theirs = [], [], []
            for _ in range(ROUNDS):
                with site(kind) as place:
                    ours.append(_taken_in(place, file, "added"))
                    again.append(_taken_in(place, file, "unchanged"))
                    theirs.append(_baseline(place, kind, rows))
            results += [
                result(f"import, {kind}, {ROWS:,} new customers", ours, "rows/s", theirs),
                result(f"import, {kind}, the same list again", again, "rows/s"),
            ]
    return results


def _row(number: int) -> Row:
    day = f"19{50 + number % 50}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    return (
        str(number),
        f"Person {number}",
        f"+86138{number:08d}",
        f"p{number}@example.com",
        day,
        f"vip;t{number % 50}",
    )


def _write(file: Path, rows: list[Row]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([_HEAD, *rows])


def _taken_in(place: Site, file: Path, outcome: str) -> float:
    """Rows a second, from the start of the command to its end."""
    command = [sys.executable, "-m", "hub", "import", "customers", str(file), "--source", "bench", "--format", "json"]
    begun = time.perf_counter()
    environment = {**os.environ, "HUB_DATA": str(place.hub.data), "HUB_CONFIG": str(place.hub.config)}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    took = time.perf_counter() - begun
    counts = json.loads(said.stdout)["counts"]
    if counts != {outcome: ROWS}:
        raise SystemExit(f"import: {counts} instead of {ROWS} {outcome}")
    return ROWS / took


def _baseline(place: Site, kind: str, rows: list[Row]) -> float:
    begun = time.perf_counter()
    if kind == "sqlite":
        _insert_sqlite(rows)
    else:
        asyncio.run(_insert_postgres(place.database_url, rows))
    return ROWS / (time.perf_counter() - begun)


def _insert_sqlite(rows: list[Row]) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="hub-bench-bare-") as folder,
        closing(sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)) as database,
    ):
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute(_TABLE)
        for start in range(0, ROWS, _TOGETHER):
            database.execute("BEGIN")
            for row in rows[start : start + _TOGETHER]:
                database.execute("INSERT INTO bench_customers VALUES (?, ?, ?, ?, ?, ?)", row)
            database.execute("COMMIT")


async def _insert_postgres(url: str, rows: list[Row]) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_TABLE)
        insert = await connection.prepare("INSERT INTO bench_customers VALUES ($1, $2, $3, $4, $5, $6)")
        for start in range(0, ROWS, _TOGETHER):
            async with connection.transaction():
                for row in rows[start : start + _TOGETHER]:
                    await insert.fetch(*row)
        await connection.execute("DROP TABLE bench_customers")
    finally:
        await connection.close()
