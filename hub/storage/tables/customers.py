"""Customers, contact points and merges."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, maybe_at, maybe_json, metadata, optional, partial, text

customers = sa.Table(
    "customers",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("kind"),
    text("language"),
    text("time_zone"),
    maybe_json("birthday"),
    optional("birthday_key"),  # calendar-month-day, which the greetings search by
    optional("owner_agent_id"),
    text("team"),
    optional("organisation_id"),
    text("lifecycle"),
    text("source"),
    text("notes"),
    json("tags"),
    json("attributes"),
    json("classes"),
    json("external_ids"),
    optional("merged_into"),
    # Changed since it was last compared with the other records; hub/storage/duplicates.py takes it back.
    sa.Column("unsifted", sa.Boolean, nullable=False),
    at("created_at"),
    at("updated_at"),
    sa.Index(
        "ix_customers_birthday_key",
        "birthday_key",
        "id",
        **partial("birthday_key IS NOT NULL"),
    ),
    sa.Index(
        "ix_customers_owner_agent_id",
        "owner_agent_id",
        "id",
        **partial("owner_agent_id IS NOT NULL"),
    ),
    sa.Index(
        "ix_customers_organisation_id",
        "organisation_id",
        "id",
        **partial("organisation_id IS NOT NULL"),
    ),
    sa.Index("ix_customers_unsifted", "id", **partial("unsifted")),
)

# An index over customers.tags.
customer_tags = sa.Table(
    "customer_tags",
    metadata,
    key("tag"),
    sa.Column("owner_id", sa.Text, sa.ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    sa.Index("ix_customer_tags_owner_id", "owner_id"),
)

# An index over customers.external_ids.
customer_external_ids = sa.Table(
    "customer_external_ids",
    metadata,
    key("source"),
    key("value"),
    sa.Column("owner_id", sa.Text, sa.ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    sa.Index("ix_customer_external_ids_owner_id", "owner_id"),
)

contact_points = sa.Table(
    "contact_points",
    metadata,
    key(),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id"), nullable=False),
    text("kind"),
    text("value"),
    text("raw"),
    text("state"),
    sa.Column("identifies", sa.Boolean, nullable=False),
    text("label"),
    text("source"),
    at("created_at"),
    maybe_at("last_seen_at"),
    sa.Index("ix_contact_points_customer_id", "customer_id"),
    sa.Index("ix_contact_points_unusual", "id", **partial("state IN ('shared', 'blocked')")),
    sa.Index("ix_contact_points_kind_value", "kind", "value"),
    sa.Index(
        "uq_contact_points_identifying",
        "kind",
        "value",
        unique=True,
        **partial("identifies"),
    ),
)

merges = sa.Table(
    "merges",
    metadata,
    key(),
    text("target_id"),
    text("source_id"),
    json("moved"),
    json("before"),
    text("by"),
    at("at"),
    maybe_at("undone_at"),
    sa.Index("ix_merges_target_id", "target_id"),
    sa.Index("ix_merges_source_id", "source_id"),
    sa.Index("ix_merges_at", "at", **partial("undone_at IS NULL")),
)
