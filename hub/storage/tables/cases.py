"""Cases with their history, the kinds of cases, departments."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, maybe_at, maybe_json, metadata, optional, partial, text

cases = sa.Table(
    "cases",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")),
    text("kind"),
    text("subject"),
    text("description"),
    text("state"),
    sa.Column("priority", sa.Integer, nullable=False),
    optional("owner_agent_id"),
    text("team"),
    json("department_ids"),
    json("tags"),
    json("fields"),
    json("contact_point_ids"),
    json("clocks"),
    text("sla_state"),  # the worst of the clocks that still run, or ""
    maybe_at("sla_at"),  # when the first of them is to be looked at
    sa.Column("round", sa.Integer, nullable=False),
    text("result"),
    text("resolution"),
    text("review"),
    text("report"),
    maybe_json("after_sales"),
    maybe_at("contact_at"),
    maybe_at("replied_at"),
    maybe_at("reviewed_at"),
    maybe_at("reported_at"),
    text("created_by"),
    at("created_at"),
    at("updated_at"),
    maybe_at("resolved_at"),
    optional("resolved_by_agent_id"),
    maybe_at("closed_at"),
    sa.Index("uq_cases_number", "number", unique=True),
    sa.Index("ix_cases_customer_id", "customer_id", "id", **partial("customer_id IS NOT NULL")),
    sa.Index("ix_cases_owner_agent_id", "owner_agent_id", "id", **partial("owner_agent_id IS NOT NULL")),
    sa.Index("ix_cases_open", "id", **partial("state NOT IN ('resolved', 'closed')")),
    sa.Index("ix_cases_kind", "kind", "id"),
    sa.Index("ix_cases_sla_at", "sla_at", **partial("sla_at IS NOT NULL")),
    sa.Index("ix_cases_sla_state", "sla_state", "id", **partial("sla_state <> ''")),
    sa.Index(
        "ix_cases_resolved",
        "resolved_by_agent_id",
        "resolved_at",
        **partial("resolved_by_agent_id IS NOT NULL"),
    ),
)

# The numbers that people say: one row, raised in the transaction that opens the case, so that none is left out.
case_counter = sa.Table(
    "case_counter",
    metadata,
    key(),
    sa.Column("last", sa.Integer, nullable=False),
)

case_entries = sa.Table(
    "case_entries",
    metadata,
    key(),
    sa.Column("case_id", sa.Text, sa.ForeignKey("cases.id"), nullable=False),
    text("kind"),
    text("by"),
    text("by_name"),
    text("field"),
    text("before"),
    text("after"),
    text("text"),
    optional("ref_id"),
    at("at"),
    sa.Index("ix_case_entries_case_id", "case_id", "id"),
)

case_kinds = sa.Table(
    "case_kinds",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name_en"),
    text("name_zh"),
    json("fields"),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("first_reply_s", sa.Integer),
    sa.Column("resolution_s", sa.Integer),
    sa.Column("joint_review_s", sa.Integer),
    sa.Column("result_report_s", sa.Integer),
    sa.Column("warn_at", sa.Float, nullable=False),
    optional("hours_id"),
    sa.Column("apologise", sa.Boolean, nullable=False),
    json("department_ids"),
    json("waiting_states"),
    sa.Column("after_sales", sa.Boolean, nullable=False),
    sa.Column("reopen_days", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)

departments = sa.Table(
    "departments",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("name_zh"),
    optional("lead_agent_id"),
    text("team"),
    at("created_at"),
    at("updated_at"),
)
