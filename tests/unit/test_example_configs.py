"""The configurations in configs/ load, and the example has every key with a comment."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import BaseModel

from hub.config import Settings, load_config
from hub.config.kinds import find_kind, own_kinds
from hub.config.problems import model_in

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
EXAMPLE = CONFIGS / "example.toml"
SCENARIOS = {"simulation.toml"}  # what `hub simulate` takes; held by its own tests

TABLE = re.compile(r"\[\[?([\w.]+)\]\]?")
KEY = re.compile(r"(?:# )?([a-z]\w*) = ")


VARIABLES = {
    "HUB_DATABASE_URL": "postgresql://hub@db.example/hub",
    "HUB_DEMO_CARRIER_URL": "http://127.0.0.1:9000",
    "HUB_DEMO_SHOP_ORIGIN": "http://127.0.0.1:9001",
    "HUB_DEMO_MAIL_IN_PORT": "9002",
    "HUB_DEMO_MAIL_OUT_PORT": "9003",
}


def environment() -> dict[str, str]:
    """Every variable that the files name: a plausible secret where nothing else is asked for."""
    names = re.findall(r"env:(\w+)", "".join(path.read_text() for path in CONFIGS.glob("*.toml")))
    return {**dict.fromkeys(names, "x" * 40), **VARIABLES}


@pytest.mark.parametrize(
    "path",
    sorted(each for each in CONFIGS.glob("*.toml") if each.name not in SCENARIOS),
    ids=lambda path: path.name,
)
def test_configuration_loads(path: Path) -> None:
    load_config(path, environ=environment())


def test_example_loads_with_every_key_that_is_commented_out(tmp_path: Path) -> None:
    whole = tmp_path / "whole.toml"
    whole.write_text(re.sub(r"^# ([a-z]\w* = )", r"\1", EXAMPLE.read_text(), flags=re.MULTILINE))

    load_config(whole, environ=environment())


def lines_by_table() -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {"": []}
    table = ""
    for line in EXAMPLE.read_text().splitlines():
        head = TABLE.fullmatch(line)
        if head:
            table = head[1]
            tables[table] = []
        else:
            tables[table].append(line)
    return tables


def keys(lines: list[str]) -> set[str]:
    return {found[1] for line in lines if (found := KEY.match(line))}


def expected_tables() -> Iterator[tuple[str, set[str]]]:
    """Each table's name in the example, and the keys that its model knows."""
    yield from tables_of(Settings, "")
    names = {find_kind(word).kind: name for name, word in kinds_of_example().items()}
    for word in sorted(own_kinds()):
        yield from tables_of(find_kind(word).settings, f"channels.{names[word]}", "kind")


def kinds_of_example() -> dict[str, str]:
    blocks = {table: lines for table, lines in lines_by_table().items() if re.fullmatch(r"channels\.\w+", table)}
    return {
        table.removeprefix("channels."): re.findall(r'^kind = "(\w+)"', "\n".join(lines), re.MULTILINE)[0]
        for table, lines in blocks.items()
    }


def tables_of(model: type[BaseModel], path: str, *more: str) -> Iterator[tuple[str, set[str]]]:
    own = {name: model_in(field.annotation) for name, field in model.model_fields.items()}
    written = lines_by_table()
    tables = {name: found for name, found in own.items() if found and f"{path}.{name}".lstrip(".") in written}
    yield path, {*own, *more} - set(tables)
    for name, found in tables.items():
        yield from tables_of(found, f"{path}.{name}".lstrip("."))


def test_example_has_every_key_and_no_other() -> None:
    written = lines_by_table()

    for table, known in expected_tables():
        sections = {name.removeprefix(f"{table}.").lstrip(".") for name in written}
        assert keys(written[table]) - sections == known - sections, f"[{table}]"


def test_every_key_of_the_example_has_a_comment_above_it() -> None:
    lines = EXAMPLE.read_text().splitlines()

    bare = [
        line
        for above, line in pairwise(lines)
        if re.match(r"[a-z]\w* = ", line) and not above.startswith("#") and not line.startswith("kind = ")
    ]

    assert bare == []
