"""How work is routed by choice: plans, profiles, skills, shared opening hours, promised times."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, metadata, optional, text

plans = sa.Table(
    "plans",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("routing_domain"),
    json("steps"),
    text("after"),
    sa.Column("ends_at_s", sa.Integer),
    at("created_at"),
    at("updated_at"),
)

routing_profiles = sa.Table(
    "routing_profiles",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("routing_domain"),
    json("entries"),
    at("created_at"),
    at("updated_at"),
)

skills = sa.Table(
    "skills",
    metadata,
    key("name"),
    text("label"),
    sa.Column("active", sa.Boolean, nullable=False),
)

opening_hours = sa.Table(
    "opening_hours",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    json("hours"),
    at("created_at"),
    at("updated_at"),
)

sla_policies = sa.Table(
    "sla_policies",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    sa.Column("first_reply_s", sa.Integer),
    sa.Column("resolution_s", sa.Integer),
    sa.Column("warn_at", sa.Float, nullable=False),
    sa.Column("warn_priority", sa.Integer, nullable=False),
    sa.Column("breach_priority", sa.Integer, nullable=False),
    sa.Column("pauses_while_pending", sa.Boolean, nullable=False),
    optional("hours_id"),
    at("created_at"),
    at("updated_at"),
)
