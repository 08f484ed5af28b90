"""Deliveries, statuses that came too early, occurrences, and consent."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, maybe_at, maybe_json, metadata, optional, partial, text

_QUEUED = "state = 'queued'"
_CLAIMED = "state IN ('leased', 'sending')"
_KNOWN = "provider_id IS NOT NULL"

deliveries = sa.Table(
    "deliveries",
    metadata,
    key(),
    text("idem_key"),
    text("state"),
    optional("reason"),
    text("channel"),
    text("purpose"),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")),
    optional("interaction_id"),
    optional("message_id"),
    text("address"),
    text("sender"),
    text("text"),
    text("subject"),
    maybe_json("payload"),
    optional("campaign_id"),
    optional("rule_id"),
    optional("occurrence_key"),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    at("due_at"),
    maybe_at("expires_at"),
    optional("lease_owner"),
    maybe_at("lease_until"),
    optional("provider_id"),
    optional("error_class"),
    optional("error_code"),
    at("created_at"),
    at("updated_at"),
    sa.Index("uq_deliveries_idem_key", "idem_key", unique=True),
    sa.Index(
        "ix_deliveries_due",
        sa.column("priority", sa.Integer).desc(),
        "due_at",
        "id",
        **partial(_QUEUED),
    ),
    sa.Index("ix_deliveries_lease_until", "lease_until", **partial(_CLAIMED)),
    sa.Index("ix_deliveries_provider_id", "channel", "provider_id", **partial(_KNOWN)),
    sa.Index("ix_deliveries_customer_id", "customer_id", "id"),
    sa.Index(
        "ix_deliveries_rule_id",
        "rule_id",
        "id",
        **partial("rule_id IS NOT NULL"),
    ),
)

unmatched_statuses = sa.Table(
    "unmatched_statuses",
    metadata,
    key(),
    text("channel"),
    text("provider_id"),
    json("status"),
    at("at"),
    sa.Index("ix_unmatched_statuses_provider_id", "channel", "provider_id"),
)

occurrences = sa.Table(
    "occurrences", metadata, key("key"), optional("subject_id"), sa.Index("ix_occurrences_subject_id", "subject_id")
)

consents = sa.Table(
    "consents",
    metadata,
    key(),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")),
    text("kind"),
    optional("address"),
    optional("purpose"),
    text("status"),
    text("source"),
    text("evidence"),
    at("at"),
    text("by"),
    sa.Index("ix_consents_customer_id", "customer_id"),
    sa.Index("ix_consents_address", "address", "kind"),
)
