"""The first tables: tasks."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
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
        "tasks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner_agent_id", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("interaction_id", sa.Text(), nullable=True),
        sa.Column("due_at", TIME, nullable=True),
        sa.Column("remind_at", TIME, nullable=True),
        sa.Column("reminded_at", TIME, nullable=True),
        sa.Column("repeat", JSON, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Text(), nullable=True),
        sa.Column("next_id", sa.Text(), nullable=True),
        sa.Column("origin_key", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_tasks_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_case_id", "tasks", ["case_id"], unique=False, **partial("case_id IS NOT NULL"))
    op.create_index(
        "ix_tasks_customer_id", "tasks", ["customer_id"], unique=False, **partial("customer_id IS NOT NULL")
    )
    op.create_index("ix_tasks_ended_at", "tasks", ["ended_at"], unique=False, **partial("ended_at IS NOT NULL"))
    op.create_index(
        "ix_tasks_owner_agent_id_due_at",
        "tasks",
        ["owner_agent_id", "due_at"],
        unique=False,
        **partial("state = 'open'"),
    )
    op.create_index(
        "ix_tasks_owner_ended", "tasks", ["owner_agent_id", "ended_at"], unique=False, **partial("ended_at IS NOT NULL")
    )
    op.create_index(
        "ix_tasks_remind_at", "tasks", ["remind_at"], unique=False, **partial("reminded_at IS NULL AND state = 'open'")
    )
    op.create_index(
        "ix_tasks_repeating",
        "tasks",
        ["due_at"],
        unique=False,
        **partial("repeat IS NOT NULL AND next_id IS NULL AND state = 'open'"),
    )
    op.create_index(
        "ix_tasks_team", "tasks", ["team", "due_at"], unique=False, **partial("state = 'open' AND team <> ''")
    )
    op.create_index("uq_tasks_origin_key", "tasks", ["origin_key"], unique=True, **partial("origin_key IS NOT NULL"))
