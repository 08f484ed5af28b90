"""The first tables: routing."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TIME = sa.String(32).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def partial(condition: str) -> dict[str, Any]:
    """Limit an index to some rows, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agents",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("skills", JSON, nullable=False),
        sa.Column("profile_id", sa.Text(), nullable=True),
        sa.Column("capacity", JSON, nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("routing_domain", sa.Text(), nullable=False),
        sa.Column("presence", JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
    )
    op.create_table(
        "dispositions",
        sa.Column("queue_key", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("queue_key", "code", name=op.f("pk_dispositions")),
    )
    op.create_table(
        "entry_rules",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("conditions", JSON, nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=False),
        sa.Column("requirements", JSON, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=True),
        sa.Column("sla_id", sa.Text(), nullable=True),
        sa.Column("to_owner", sa.Boolean(), nullable=False),
        sa.Column("to_last_agent_days", sa.Integer(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_rules")),
    )
    op.create_table(
        "queues",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("routing_domain", sa.Text(), nullable=False),
        sa.Column("members", JSON, nullable=False),
        sa.Column("hours", JSON, nullable=True),
        sa.Column("hours_id", sa.Text(), nullable=True),
        sa.Column("plan_id", sa.Text(), nullable=True),
        sa.Column("sla_id", sa.Text(), nullable=True),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("ring", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("offer_timeout_s", JSON, nullable=False),
        sa.Column("auto_accept", JSON, nullable=False),
        sa.Column("wrap_up_s", JSON, nullable=False),
        sa.Column("wrap_up_rules", JSON, nullable=False),
        sa.Column("disposition_required", sa.Boolean(), nullable=False),
        sa.Column("max_wait_s", sa.Integer(), nullable=False),
        sa.Column("max_length", sa.Integer(), nullable=True),
        sa.Column("max_estimated_wait_s", sa.Integer(), nullable=True),
        sa.Column("no_agent_s", sa.Integer(), nullable=True),
        sa.Column("join_empty", sa.Boolean(), nullable=False),
        sa.Column("overflow", JSON, nullable=False),
        sa.Column("on_close", sa.Text(), nullable=False),
        sa.Column("sticky_wait_s", sa.Integer(), nullable=False),
        sa.Column("rejoin_s", sa.Integer(), nullable=False),
        sa.Column("callback", JSON, nullable=True),
        sa.Column("announcements", JSON, nullable=False),
        sa.Column("service", JSON, nullable=False),
        sa.Column("greeting", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
    )
    op.create_table(
        "routing_commands",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("routing_domain", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("result", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_commands")),
    )
    op.create_index(
        "ix_routing_commands_open",
        "routing_commands",
        ["routing_domain", "id"],
        unique=False,
        **partial("result IS NULL"),
    )
    op.create_table(
        "routing_leases",
        sa.Column("routing_domain", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("routing_domain", name=op.f("pk_routing_leases")),
    )
    op.create_table(
        "work_items",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("interaction_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("requirements", JSON, nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("preferred_agent_id", sa.Text(), nullable=True),
        sa.Column("preferred_until", TIME, nullable=True),
        sa.Column("direct", sa.Boolean(), nullable=False),
        sa.Column("preferences", JSON, nullable=False),
        sa.Column("exclusions", JSON, nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=True),
        sa.Column("plan_step", sa.Integer(), nullable=False),
        sa.Column("visited_queue_ids", JSON, nullable=False),
        sa.Column("callback", JSON, nullable=True),
        sa.Column("queued_at", TIME, nullable=False),
        sa.Column("entered_at", TIME, nullable=True),
        sa.Column("state_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_work_items_interaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_items")),
    )
    op.create_index(
        "ix_work_items_callbacks",
        "work_items",
        ["queue_id"],
        unique=False,
        **partial(
            "callback IS NOT NULL AND state NOT IN ('completed', 'abandoned', 'canceled', 'expired', 'voicemail')"
        ),
    )
    op.create_index("ix_work_items_interaction_id", "work_items", ["interaction_id", "id"], unique=False)
    op.create_index(
        "ix_work_items_live",
        "work_items",
        ["interaction_id"],
        unique=False,
        **partial("state NOT IN ('completed', 'abandoned', 'canceled', 'expired', 'voicemail')"),
    )
    op.create_index(
        "uq_work_items_live",
        "work_items",
        ["interaction_id"],
        unique=True,
        **partial("role = 'main' AND state NOT IN ('completed', 'abandoned', 'canceled', 'expired', 'voicemail')"),
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("work_item_id", sa.Text(), nullable=False),
        sa.Column("interaction_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("deadline", TIME, nullable=False),
        sa.Column("acked_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_items.id"], name=op.f("fk_offers_work_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index("ix_offers_interaction_id", "offers", ["interaction_id", "id"], unique=False)
    op.create_index("ix_offers_pending", "offers", ["agent_id", "id"], unique=False, **partial("state = 'pending'"))
    op.create_index("ix_offers_work_item_id", "offers", ["work_item_id"], unique=False)
    op.create_index(
        "uq_offers_accepted", "offers", ["work_item_id", "epoch"], unique=True, **partial("state = 'accepted'")
    )
