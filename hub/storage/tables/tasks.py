"""Tasks."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, key, maybe_at, maybe_json, metadata, optional, partial, text

_OPEN = "state = 'open'"

tasks = sa.Table(
    "tasks",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("kind"),
    text("title"),
    text("text"),
    text("state"),
    optional("owner_agent_id"),
    text("team"),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")),
    optional("case_id"),
    optional("interaction_id"),
    maybe_at("due_at"),
    maybe_at("remind_at"),
    maybe_at("reminded_at"),
    maybe_json("repeat"),
    sa.Column("number", sa.Integer, nullable=False),
    optional("first_id"),
    optional("next_id"),
    optional("origin_key"),
    text("result"),
    text("outcome"),
    text("created_by"),
    at("created_at"),
    at("updated_at"),
    maybe_at("ended_at"),
    text("ended_by"),
    sa.Index("uq_tasks_origin_key", "origin_key", unique=True, **partial("origin_key IS NOT NULL")),
    sa.Index("ix_tasks_owner_agent_id_due_at", "owner_agent_id", "due_at", **partial(_OPEN)),
    sa.Index("ix_tasks_remind_at", "remind_at", **partial("reminded_at IS NULL AND state = 'open'")),
    sa.Index(
        "ix_tasks_repeating",
        "due_at",
        **partial("repeat IS NOT NULL AND next_id IS NULL AND state = 'open'"),
    ),
    sa.Index("ix_tasks_team", "team", "due_at", **partial("state = 'open' AND team <> ''")),
    sa.Index("ix_tasks_customer_id", "customer_id", **partial("customer_id IS NOT NULL")),
    sa.Index("ix_tasks_case_id", "case_id", **partial("case_id IS NOT NULL")),
    sa.Index("ix_tasks_ended_at", "ended_at", **partial("ended_at IS NOT NULL")),
    sa.Index("ix_tasks_owner_ended", "owner_agent_id", "ended_at", **partial("ended_at IS NOT NULL")),
)
