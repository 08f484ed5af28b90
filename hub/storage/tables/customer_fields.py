"""What an administrator lets be known of customers beside the own fields."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, metadata, text

customer_fields = sa.Table(
    "customer_fields",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("key"),
    text("label_en"),
    text("label_zh"),
    text("type"),
    json("choices"),
    sa.Column("required", sa.Boolean, nullable=False),
    sa.Column("personal", sa.Boolean, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    at("created_at"),
    at("updated_at"),
    sa.Index("uq_customer_fields_key", "key", unique=True),
)
