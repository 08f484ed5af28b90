"""What is remembered of people who asked to be forgotten."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, key, metadata, text

suppressions = sa.Table(
    "suppressions",
    metadata,
    key(),
    text("kind"),
    text("digest"),
    text("purpose"),  # "" for every purpose, so that the unique rule holds
    text("reason"),
    text("by"),
    at("at"),
    sa.Index("uq_suppressions_digest_kind_purpose", "digest", "kind", "purpose", unique=True),
)
