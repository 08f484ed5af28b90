"""The routing journal, from which all figures come: steps of legs and ends of offers, and where agents stood."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, key, metadata, optional, partial, text

# The key begins with the interaction, so that one index serves uniqueness and an interaction's history.
routing_journal = sa.Table(
    "routing_journal",
    metadata,
    key("interaction_id"),
    key(),
    text("work_item_id"),
    optional("offer_id"),
    optional("parent_id"),
    text("role"),
    text("kind"),
    optional("queue_id"),
    optional("queue_before"),
    optional("agent_id"),
    optional("agent_before"),
    optional("state_before"),
    text("state"),
    text("cause"),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("plan_step", sa.Integer, nullable=False),
    sa.Column("units", sa.Integer, nullable=False),
    sa.Column("callback", sa.Boolean, nullable=False),
    sa.Column("ewt_s", sa.Float),
    at("since"),
    at("at"),
    sa.Index("ix_routing_journal_at", "at", "id"),
    # Whether the line ends more than an hour in somebody's hands: what spans the end of a report's range is among the
    # lines of the next hour and these.
    sa.Column("is_long", sa.Boolean, nullable=False),
    sa.Index("ix_routing_journal_long", "at", **partial("is_long")),
)

agent_journal = sa.Table(
    "agent_journal",
    metadata,
    key("agent_id"),
    key(),
    text("state"),
    text("reason"),
    optional("pending"),
    sa.Column("lost", sa.Boolean, nullable=False),
    sa.Column("units", sa.Integer, nullable=False),
    text("cause"),
    at("at"),
    sa.Index("ix_agent_journal_agent_id_at", "agent_id", "at"),
    sa.Index("ix_agent_journal_at", "at"),
)
