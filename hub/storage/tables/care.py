"""Message templates and standing rules."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, metadata, text

templates = sa.Table(
    "templates",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("purpose"),
    json("texts"),
    at("created_at"),
    at("updated_at"),
)

care_rules = sa.Table(
    "care_rules",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("trigger"),
    text("template_id"),
    json("channels"),
    json("at"),
    json("window"),
    text("zone"),
    text("leap_day"),
    sa.Column("enabled", sa.Boolean, nullable=False),
    at("created_at"),
    at("updated_at"),
)
