"""Agents, queues, entry rules, work items, offers, leases and commands."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, maybe_at, maybe_json, metadata, optional, partial, text

_LIVE = "state NOT IN ('completed', 'abandoned', 'canceled', 'expired', 'voicemail')"

agents = sa.Table(
    "agents",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    optional("user_id"),
    text("phone"),
    json("skills"),
    json("capacity"),
    json("languages"),
    text("routing_domain"),
    json("presence"),
    at("created_at"),
    at("updated_at"),
)

presence_history = sa.Table(
    "presence_history",
    metadata,
    key(),
    sa.Column("agent_id", sa.Text, sa.ForeignKey("agents.id"), nullable=False),
    text("state"),
    text("reason"),
    at("since"),
    sa.Index("ix_presence_history_agent_id_since", "agent_id", "since"),
)

queues = sa.Table(
    "queues",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("routing_domain"),
    json("members"),
    maybe_json("hours"),
    json("offer_timeout_s"),
    json("wrap_up_s"),
    sa.Column("disposition_required", sa.Boolean, nullable=False),
    sa.Column("max_wait_s", sa.Integer, nullable=False),
    text("greeting"),
    at("created_at"),
    at("updated_at"),
)

dispositions = sa.Table(
    "dispositions",
    metadata,
    key("queue_key"),  # the queue's id, or "" for all queues
    key("code"),
    text("label"),
    optional("queue_id"),
    sa.Column("active", sa.Boolean, nullable=False),
)

entry_rules = sa.Table(
    "entry_rules",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    sa.Column("position", sa.Integer, nullable=False),
    json("conditions"),
    text("queue_id"),
    json("requirements"),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("to_owner", sa.Boolean, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
)

work_items = sa.Table(
    "work_items",
    metadata,
    key(),
    sa.Column("interaction_id", sa.Text, sa.ForeignKey("interactions.id"), nullable=False),
    optional("parent_id"),
    text("kind"),
    optional("queue_id"),
    text("state"),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    json("requirements"),
    optional("agent_id"),
    optional("preferred_agent_id"),
    maybe_at("preferred_until"),
    sa.Column("direct", sa.Boolean, nullable=False),
    json("excluded_agent_ids"),
    at("queued_at"),
    at("state_at"),
    maybe_at("due_at"),
    optional("disposition"),
    at("created_at"),
    sa.Index("ix_work_items_interaction_id", "interaction_id", "id"),
    sa.Index("uq_work_items_live", "interaction_id", unique=True, **partial(_LIVE)),
)

offers = sa.Table(
    "offers",
    metadata,
    key(),
    sa.Column("work_item_id", sa.Text, sa.ForeignKey("work_items.id"), nullable=False),
    text("interaction_id"),
    sa.Column("epoch", sa.Integer, nullable=False),
    text("agent_id"),
    text("state"),
    optional("cause"),
    maybe_json("why"),
    at("created_at"),
    at("deadline"),
    maybe_at("ended_at"),
    sa.Index("ix_offers_interaction_id", "interaction_id", "id"),
    sa.Index("ix_offers_work_item_id", "work_item_id"),
    sa.Index(
        "ix_offers_pending",
        "agent_id",
        "id",
        **partial("state = 'pending'"),
    ),
    sa.Index(
        "uq_offers_accepted",
        "work_item_id",
        "epoch",
        unique=True,
        **partial("state = 'accepted'"),
    ),
)

routing_leases = sa.Table(
    "routing_leases",
    metadata,
    key("routing_domain"),
    text("owner"),
    sa.Column("epoch", sa.BigInteger, nullable=False),
    at("until"),
)

routing_commands = sa.Table(
    "routing_commands",
    metadata,
    key(),
    text("routing_domain"),
    text("name"),
    json("data"),
    at("created_at"),
    maybe_json("result"),
    sa.Index(
        "ix_routing_commands_open",
        "routing_domain",
        "id",
        **partial("result IS NULL"),
    ),
)
