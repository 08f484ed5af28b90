"""Purchases, service records, and what customers are classed by."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, maybe_at, metadata, optional, partial, text

_NAMED = "external_id <> ''"

purchases = sa.Table(
    "purchases",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id"), nullable=False),
    text("source"),
    text("external_id"),
    at("at"),
    sa.Column("amount", sa.BigInteger, nullable=False),
    text("currency"),
    text("product"),
    sa.Column("quantity", sa.Integer, nullable=False),
    text("order_number"),
    text("channel"),
    sa.Column("refunded", sa.BigInteger, nullable=False),
    maybe_at("returned_at"),
    at("created_at"),
    at("updated_at"),
    sa.Index("ix_purchases_customer_id_at", "customer_id", "at"),
    sa.Index("ix_purchases_at", "at"),
    sa.Index("uq_purchases_external_id", "source", "external_id", unique=True, **partial(_NAMED)),
)

service_records = sa.Table(
    "service_records",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id"), nullable=False),
    text("source"),
    text("external_id"),
    text("kind"),
    text("done"),
    at("at"),
    text("by"),
    text("plan"),
    maybe_at("next_at"),
    optional("case_id"),
    at("created_at"),
    at("updated_at"),
    sa.Index("ix_service_records_customer_id_at", "customer_id", "at"),
    sa.Index("ix_service_records_next_at", "next_at", **partial("next_at IS NOT NULL")),
    sa.Index("uq_service_records_external_id", "source", "external_id", unique=True, **partial(_NAMED)),
)

# A sum over purchases, written anew whenever one changes; keyed by customer, so a merge leaves it alone.
customer_figures = sa.Table(
    "customer_figures",
    metadata,
    key("owner_id"),
    maybe_at("first_at"),
    maybe_at("last_at"),
    sa.Column("purchases", sa.Integer, nullable=False),
    sa.Column("spent", sa.BigInteger, nullable=False),
    sa.Column("window_purchases", sa.Integer, nullable=False),
    sa.Column("window_spent", sa.BigInteger, nullable=False),
    sa.Index("ix_customer_figures_spent", "spent"),
)

rule_documents = sa.Table(
    "rule_documents",
    metadata,
    key(),
    text("name"),
    sa.Column("version", sa.Integer, nullable=False),
    json("rule"),
    text("by"),
    at("at"),
    sa.Index("uq_rule_documents_name_version", "name", "version", unique=True),
)

class_runs = sa.Table(
    "class_runs",
    metadata,
    key(),
    text("key"),
    text("state"),
    json("borders"),
    json("counts"),
    sa.Column("customers", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False),
    text("by"),
    at("started_at"),
    at("beat_at"),
    maybe_at("ended_at"),
    sa.Index("uq_class_runs_key", "key", unique=True),
)
