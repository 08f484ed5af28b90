"""The first tables: customers."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
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
        "customers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("birthday", JSON, nullable=True),
        sa.Column("birthday_key", sa.Text(), nullable=True),
        sa.Column("owner_agent_id", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Text(), nullable=True),
        sa.Column("lifecycle", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("classes", JSON, nullable=False),
        sa.Column("external_ids", JSON, nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("unsifted", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("updated_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index(
        "ix_customers_birthday_key",
        "customers",
        ["birthday_key", "id"],
        unique=False,
        **partial("birthday_key IS NOT NULL"),
    )
    op.create_index(
        "ix_customers_organisation_id",
        "customers",
        ["organisation_id", "id"],
        unique=False,
        **partial("organisation_id IS NOT NULL"),
    )
    op.create_index(
        "ix_customers_owner_agent_id",
        "customers",
        ["owner_agent_id", "id"],
        unique=False,
        **partial("owner_agent_id IS NOT NULL"),
    )
    op.create_index("ix_customers_unsifted", "customers", ["id"], unique=False, **partial("unsifted"))
    op.create_table(
        "merges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("moved", JSON, nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("undone_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_at", "merges", ["at"], unique=False, **partial("undone_at IS NULL"))
    op.create_index("ix_merges_source_id", "merges", ["source_id"], unique=False)
    op.create_index("ix_merges_target_id", "merges", ["target_id"], unique=False)
    op.create_table(
        "contact_points",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("identifies", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_seen_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_contact_points_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
    )
    op.create_index("ix_contact_points_customer_id", "contact_points", ["customer_id"], unique=False)
    op.create_index("ix_contact_points_kind_value", "contact_points", ["kind", "value"], unique=False)
    op.create_index(
        "ix_contact_points_unusual", "contact_points", ["id"], unique=False, **partial("state IN ('shared', 'blocked')")
    )
    op.create_index(
        "uq_contact_points_identifying", "contact_points", ["kind", "value"], unique=True, **partial("identifies")
    )
    op.create_table(
        "customer_external_ids",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["customers.id"], name=op.f("fk_customer_external_ids_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "value", "owner_id", name=op.f("pk_customer_external_ids")),
    )
    op.create_index("ix_customer_external_ids_owner_id", "customer_external_ids", ["owner_id"], unique=False)
    op.create_table(
        "customer_tags",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["customers.id"], name=op.f("fk_customer_tags_owner_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tag", "owner_id", name=op.f("pk_customer_tags")),
    )
    op.create_index("ix_customer_tags_owner_id", "customer_tags", ["owner_id"], unique=False)
