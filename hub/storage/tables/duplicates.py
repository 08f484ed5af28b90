"""Records that may be one customer: their keys, the proposals, and the rules that merge by themselves."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, json, key, maybe_at, metadata, partial, text

# What a record has in common with its like: a folded address, the sorted words of its name ...
duplicate_keys = sa.Table(
    "duplicate_keys",
    metadata,
    key("key"),
    sa.Column("owner_id", sa.Text, sa.ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    sa.Index("ix_duplicate_keys_owner_id", "owner_id"),
)

# Two records, the older one first. What a person has decided stays.
duplicates = sa.Table(
    "duplicates",
    metadata,
    key(),
    sa.Column("one_id", sa.Text, sa.ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("other_id", sa.Text, sa.ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("score", sa.Integer, nullable=False),
    json("evidence"),
    text("state"),
    text("decided_by"),
    maybe_at("decided_at"),
    at("created_at"),
    at("updated_at"),
    sa.Index("uq_duplicates_one_id_other_id", "one_id", "other_id", unique=True),
    sa.Index("ix_duplicates_other_id", "other_id"),
    sa.Index("ix_duplicates_score", "score", "id", **partial("state = 'open'")),
)

merge_rules = sa.Table(
    "merge_rules",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    json("needs"),
    sa.Column("enabled", sa.Boolean, nullable=False),
    at("created_at"),
    at("updated_at"),
)
