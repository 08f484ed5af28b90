"""How customers came and went between pools and classes, from which reports count gains and losses."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, metadata, optional, text

class_changes = sa.Table(
    "class_changes",
    metadata,
    key(),
    text("owner_id"),
    optional("agent_id"),
    optional("agent_before"),
    json("gained"),
    json("lost"),
    at("at"),
    sa.Index("ix_class_changes_at", "at"),
)
