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
    optional("profile_id"),
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
    optional("hours_id"),
    optional("plan_id"),
    optional("sla_id"),
    text("strategy"),
    sa.Column("ring", sa.Integer, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    json("offer_timeout_s"),
    json("auto_accept"),
    json("wrap_up_s"),
    json("wrap_up_rules"),
    sa.Column("disposition_required", sa.Boolean, nullable=False),
    sa.Column("max_wait_s", sa.Integer, nullable=False),
    sa.Column("max_length", sa.Integer),
    sa.Column("max_estimated_wait_s", sa.Integer),
    sa.Column("no_agent_s", sa.Integer),
    sa.Column("join_empty", sa.Boolean, nullable=False),
    json("overflow"),
    text("on_close"),
    sa.Column("sticky_wait_s", sa.Integer, nullable=False),
    sa.Column("rejoin_s", sa.Integer, nullable=False),
    maybe_json("callback"),
    json("announcements"),
    json("service"),
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
    optional("plan_id"),
    optional("sla_id"),
    sa.Column("to_owner", sa.Boolean, nullable=False),
    sa.Column("to_last_agent_days", sa.Integer),
    sa.Column("enabled", sa.Boolean, nullable=False),
)

work_items = sa.Table(
    "work_items",
    metadata,
    key(),
    sa.Column("interaction_id", sa.Text, sa.ForeignKey("interactions.id"), nullable=False),
    optional("parent_id"),
    text("role"),
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
    json("preferences"),
    json("exclusions"),
    optional("plan_id"),
    sa.Column("plan_step", sa.Integer, nullable=False),
    json("visited_queue_ids"),
    maybe_json("callback"),
    at("queued_at"),
    maybe_at("entered_at"),
    at("state_at"),
    maybe_at("due_at"),
    optional("disposition"),
    at("created_at"),
    sa.Index("ix_work_items_interaction_id", "interaction_id", "id"),
    sa.Index("uq_work_items_live", "interaction_id", unique=True, **partial(f"role = 'main' AND {_LIVE}")),
    sa.Index("ix_work_items_live", "interaction_id", **partial(_LIVE)),
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
    maybe_at("acked_at"),
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
