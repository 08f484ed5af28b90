"""The first tables: pools."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TIME = sa.String(32).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def partial(condition: str) -> dict[str, Any]:
    """Limit an index to some rows, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "absences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_last_day", "absences", ["last_day"], unique=False)
    op.create_table(
        "pool_claims",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("end", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_claims")),
    )
    op.create_index("ix_pool_claims_agent_id", "pool_claims", ["agent_id"], unique=False, **partial("ended_at IS NULL"))
    op.create_index(
        "ix_pool_claims_expires_at", "pool_claims", ["expires_at"], unique=False, **partial("ended_at IS NULL")
    )
    op.create_index("uq_pool_claims_open", "pool_claims", ["owner_id"], unique=True, **partial("ended_at IS NULL"))
    op.create_table(
        "weekly_lists",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_lists")),
    )
    op.create_table(
        "weekly_turn",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_turn")),
    )
    op.create_table(
        "weekly_calls",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("past_value", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_weekly_calls_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_calls")),
    )
    op.create_index("ix_weekly_calls_agent_id_week", "weekly_calls", ["agent_id", "week"], unique=False)
    op.create_index("ix_weekly_calls_customer_id", "weekly_calls", ["customer_id", "created_at"], unique=False)
    op.create_index(
        "ix_weekly_calls_expires_at", "weekly_calls", ["expires_at"], unique=False, **partial("state = 'open'")
    )
    op.create_index(
        "ix_weekly_calls_task_id", "weekly_calls", ["task_id"], unique=False, **partial("task_id IS NOT NULL")
    )
    op.create_index("uq_weekly_calls_slot", "weekly_calls", ["slot"], unique=True)
