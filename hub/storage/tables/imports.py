"""Lists that come in: jobs, their rows in pieces, rows that are wrong."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, document, json, key, maybe_at, metadata, partial, text

imports = sa.Table(
    "imports",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("kind"),
    text("name"),
    text("state"),
    text("source"),
    text("charset"),
    text("delimiter"),
    json("columns"),
    json("mapping"),
    json("notes"),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("done_rows", sa.Integer, nullable=False),
    json("counts"),
    sa.Column("pieces", sa.Integer, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    text("worker"),
    maybe_at("leased_until"),
    text("error"),
    text("created_by"),
    at("created_at"),
    at("updated_at"),
    maybe_at("ended_at"),
    sa.Index("ix_imports_working", "id", **partial("state IN ('checking', 'running')")),
)

import_pieces = sa.Table(
    "import_pieces",
    metadata,
    key(),
    sa.Column("import_id", sa.Text, sa.ForeignKey("imports.id", ondelete="CASCADE"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("first_number", sa.Integer, nullable=False),
    document("rows"),
    sa.Index("uq_import_pieces_import_id_position", "import_id", "position", unique=True),
)

import_faults = sa.Table(
    "import_faults",
    metadata,
    key(),
    sa.Column("import_id", sa.Text, sa.ForeignKey("imports.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    json("cells"),
    json("problems"),
    text("state"),
    sa.Index("uq_import_faults_import_id_number", "import_id", "number", unique=True),
)
