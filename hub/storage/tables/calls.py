"""The legs of calls."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, key, maybe_at, metadata, optional, text

call_legs = sa.Table(
    "call_legs",
    metadata,
    key(),
    text("channel"),
    sa.Column("interaction_id", sa.Text, sa.ForeignKey("interactions.id"), nullable=False),
    text("role"),
    optional("provider_id"),
    text("address"),
    optional("agent_id"),
    optional("work_item_id"),
    sa.Column("epoch", sa.Integer, nullable=False),
    text("state"),
    text("cause"),
    sa.Column("on_hold", sa.Boolean, nullable=False),
    sa.Column("muted", sa.Boolean, nullable=False),
    sa.Column("released", sa.Boolean, nullable=False),
    optional("mode"),
    optional("coaches"),
    sa.Column("outside", sa.Boolean, nullable=False),
    sa.Column("hidden", sa.Boolean, nullable=False),
    at("created_at"),
    maybe_at("joined_at"),
    maybe_at("ended_at"),
    at("updated_at"),
    sa.UniqueConstraint("channel", "provider_id", name="uq_call_legs_channel_provider_id"),
    sa.Index("ix_call_legs_interaction_id", "interaction_id"),
    sa.Index(
        "ix_call_legs_live",
        "channel",
        "updated_at",
        postgresql_where=sa.text("state <> 'ended'"),
        sqlite_where=sa.text("state <> 'ended'"),
    ),
)
