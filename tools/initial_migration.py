"""Writes the first migrations anew from the tables, one a group; after the first release they are only added to."""

import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops

from hub.storage import tables
from hub.storage.tables.columns import Document, Json, Tokens, UtcDateTime

VERSIONS = Path("hub/storage/migrations/versions")
ORDER = ("customers", "log", "routing", "outbound", "care", "integration", "access", "blobs")
HEAD = '''"""The first tables: {group}."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = {before}
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TIME = sa.String(32).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
TOKENS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def partial(condition: str) -> dict[str, Any]:
    """Limit an index to some rows, on both databases."""
    return {{"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}}


def upgrade() -> None:
    """Make the tables."""
'''
# The virtual table and the counter's only row are no part of the MetaData.
EXTRA = {
    "integration": """
op.execute("INSERT INTO event_counter (id, last) VALUES (1, 0)")
""",
    "log": """
if op.get_bind().dialect.name == "sqlite":
    op.execute(
        "CREATE VIRTUAL TABLE search_fts USING fts5("
        "tokens, content='', tokenize=\\"unicode61 remove_diacritics 0\\", detail=none)"
    )
else:
    op.create_index("ix_search_entries_tokens", "search_entries", ["tokens"], postgresql_using="gin")
""",
}
TYPES = {UtcDateTime: "TIME", Tokens: "TOKENS"}


def main() -> None:
    """Render every group's tables as an empty database lacks them."""
    for old in VERSIONS.glob("*.py"):
        old.unlink()
    before = "None"
    for number, group in enumerate(groups(), 1):
        revision = f"{number:04}"
        head = HEAD.format(group=group, revision=revision, before=before)
        body = rendered(group) + "\n" + EXTRA.get(group, "")
        lines = [line for line in body.splitlines() if not line.startswith("#")]
        text = head + textwrap.indent("\n".join(lines), "    ") + "\n"
        names = [name for name in ("JSON", "TIME", "TOKENS", "NUMBER") if f", {name}," not in text]
        (VERSIONS / f"{revision}_{group}.py").write_text(without(text, names))
        before = f'"{revision}"'
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", VERSIONS], check=True)


def groups() -> Iterator[str]:
    """Name the groups so that no table comes before one that it refers to."""
    yield from ORDER
    yield from (name for name in sorted(tables.__all__) if name not in (*ORDER, "metadata"))


def rendered(group: str) -> str:
    """Return the group's operations as code."""
    metadata = sa.MetaData(naming_convention=tables.metadata.naming_convention)
    module = import_module(f"hub.storage.tables.{group}")
    wanted = {each.name for each in vars(module).values() if isinstance(each, sa.Table)}
    for table in tables.metadata.sorted_tables:
        table.to_metadata(metadata)
    with sa.create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_item": render_type, "user_module_prefix": None})
        found = produce_migrations(context, metadata).upgrade_ops
        assert found is not None  # noqa: S101 - Alembic always gives one
        found.ops = [each for each in flat(found.ops) if belongs(each, wanted)]
        code = str(render_python_code(found, render_item=render_type, migration_context=context))
        code = re.sub(r"sqlite_where=sa.text\((.*?)\), postgresql_where=sa.text\(\1\)", r"**partial(\1)", code)
        return textwrap.dedent("    " + code)


def flat(operations: list[Any]) -> Iterator[Any]:
    """Yield operations without their grouping."""
    for each in operations:
        if isinstance(each, ops.ModifyTableOps):
            yield from each.ops
        else:
            yield each


def belongs(operation: Any, wanted: set[str]) -> bool:
    """Whether an operation makes one of the tables or its indexes on both databases."""
    if getattr(operation, "index_name", "") == "ix_search_entries_tokens":
        return False
    return operation.table_name in wanted


def render_type(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Name our column types, which migrations keep as they are today."""
    if kind != "type":
        return False
    if value is Document:
        return "sa.JSON(none_as_null=True)"
    if value is Json or isinstance(value, sa.JSON):
        return "JSON"
    if isinstance(value, sa.BigInteger) and "sqlite" in value._variant_mapping:  # noqa: SLF001 - no public way to ask
        return "NUMBER"
    return TYPES.get(type(value), False)


def without(text: str, names: list[str]) -> str:
    """Drop the types that a group does not use."""
    lines = [line for line in text.splitlines() if not line.startswith(tuple(f"{name} = " for name in names))]
    if not any("(postgresql." in line for line in lines):
        lines.remove("from sqlalchemy.dialects import postgresql")
    text = "\n".join(lines) + "\n"
    if "**partial" in text:
        return text.replace("import sqlalchemy as sa", "from typing import Any\n\nimport sqlalchemy as sa")
    return re.sub(r"def partial.*?\n\n\n", "", text, flags=re.DOTALL)


if __name__ == "__main__":
    main()
