"""The first tables: cases."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
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
        "case_counter",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_counter")),
    )
    op.create_table(
        "case_kinds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("first_reply_s", sa.Integer(), nullable=True),
        sa.Column("resolution_s", sa.Integer(), nullable=True),
        sa.Column("joint_review_s", sa.Integer(), nullable=True),
        sa.Column("result_report_s", sa.Integer(), nullable=True),
        sa.Column("warn_at", sa.Float(), nullable=False),
        sa.Column("hours_id", sa.Text(), nullable=True),
        sa.Column("apologise", sa.Boolean(), nullable=False),
        sa.Column("department_ids", JSON, nullable=False),
        sa.Column("waiting_states", JSON, nullable=False),
        sa.Column("after_sales", sa.Boolean(), nullable=False),
        sa.Column("reopen_days", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_kinds")),
    )
    op.create_table(
        "departments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("lead_agent_id", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("owner_agent_id", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("department_ids", JSON, nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("contact_point_ids", JSON, nullable=False),
        sa.Column("clocks", JSON, nullable=False),
        sa.Column("sla_state", sa.Text(), nullable=False),
        sa.Column("sla_at", TIME, nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("after_sales", JSON, nullable=True),
        sa.Column("contact_at", TIME, nullable=True),
        sa.Column("replied_at", TIME, nullable=True),
        sa.Column("reviewed_at", TIME, nullable=True),
        sa.Column("reported_at", TIME, nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("resolved_at", TIME, nullable=True),
        sa.Column("resolved_by_agent_id", sa.Text(), nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_cases_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index(
        "ix_cases_customer_id", "cases", ["customer_id", "id"], unique=False, **partial("customer_id IS NOT NULL")
    )
    op.create_index("ix_cases_kind", "cases", ["kind", "id"], unique=False)
    op.create_index("ix_cases_open", "cases", ["id"], unique=False, **partial("state NOT IN ('resolved', 'closed')"))
    op.create_index(
        "ix_cases_owner_agent_id",
        "cases",
        ["owner_agent_id", "id"],
        unique=False,
        **partial("owner_agent_id IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_resolved",
        "cases",
        ["resolved_by_agent_id", "resolved_at"],
        unique=False,
        **partial("resolved_by_agent_id IS NOT NULL"),
    )
    op.create_index("ix_cases_sla_at", "cases", ["sla_at"], unique=False, **partial("sla_at IS NOT NULL"))
    op.create_index("ix_cases_sla_state", "cases", ["sla_state", "id"], unique=False, **partial("sla_state <> ''"))
    op.create_index("uq_cases_number", "cases", ["number"], unique=True)
    op.create_table(
        "case_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_entries_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entries")),
    )
    op.create_index("ix_case_entries_case_id", "case_entries", ["case_id", "id"], unique=False)
