"""Blobs as rows, for installations of several machines."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, key, metadata

blobs = sa.Table("blobs", metadata, key("sha256"), sa.Column("pieces", sa.Integer, nullable=False), at("stored_at"))

blob_chunks = sa.Table(
    "blob_chunks",
    metadata,
    sa.Column("sha256", sa.Text, sa.ForeignKey("blobs.sha256", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
