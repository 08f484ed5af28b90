"""Notices of supervisors, and who has read them."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, maybe_at, metadata, partial, text

notices = sa.Table(
    "notices",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("title"),
    text("text"),
    json("teams"),
    json("agent_ids"),
    sa.Column("must_acknowledge", sa.Boolean, nullable=False),
    at("starts_at"),
    maybe_at("ends_at"),
    maybe_at("withdrawn_at"),
    text("created_by"),
    at("created_at"),
    at("updated_at"),
    sa.Index("ix_notices_standing", "id", **partial("withdrawn_at IS NULL")),
)

notice_reads = sa.Table(
    "notice_reads",
    metadata,
    sa.Column("notice_id", sa.Text, sa.ForeignKey("notices.id"), primary_key=True),
    key("user_id"),
    text("name"),
    at("read_at"),
    maybe_at("acknowledged_at"),
)
