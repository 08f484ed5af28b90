"""Events with their numbers, and outgoing webhooks."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, document, json, key, maybe_at, metadata, partial, text

_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The events of one commit. Numbering touches this row alone, however many events there are: theirs are the numbers
# from last_seq - size + 1 to last_seq.
event_batches = sa.Table(
    "event_batches",
    metadata,
    sa.Column("id", _Number, primary_key=True, autoincrement=True),
    sa.Column("size", sa.Integer, nullable=False),
    at("newest_at"),
    sa.Column("last_seq", sa.BigInteger),  # empty until the numberer has seen the commit
    sa.Index("uq_event_batches_last_seq", "last_seq", unique=True),  # also finds those without a number
    sqlite_autoincrement=True,
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("batch_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),  # from 0
    text("type"),
    document("data"),
    text("subject_id"),
    json("audience"),
    at("at"),
)

# One row: the highest number given so far.
event_counter = sa.Table(
    "event_counter",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
)

webhook_targets = sa.Table(
    "webhook_targets",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("url"),
    text("secret"),
    json("types"),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("cursor", sa.BigInteger, nullable=False),
    at("created_at"),
)

webhook_attempts = sa.Table(
    "webhook_attempts",
    metadata,
    key(),
    sa.Column("target_id", sa.Text, sa.ForeignKey("webhook_targets.id", ondelete="CASCADE"), nullable=False),
    sa.Column("event_seq", sa.BigInteger, nullable=False),
    text("subject_id"),
    text("state"),
    sa.Column("status", sa.Integer),
    text("error"),
    sa.Column("attempt", sa.Integer, nullable=False),
    maybe_at("next_at"),
    at("at"),
    sa.Index("uq_webhook_attempts_target_id_event_seq", "target_id", "event_seq", unique=True),
    sa.Index(
        "ix_webhook_attempts_due",
        "next_at",
        **partial("state = 'waiting'"),
    ),
)
