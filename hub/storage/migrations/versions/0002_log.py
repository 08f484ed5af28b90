"""The first tables: log."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TIME = sa.String(32).with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
TOKENS = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def partial(condition: str) -> dict[str, Any]:
    """Limit an index to some rows, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "attachments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("content_id", sa.Text(), nullable=True),
        sa.Column("inline", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_blob", "attachments", ["blob"], unique=False)
    op.create_index("ix_attachments_message_id", "attachments", ["message_id"], unique=False)
    op.create_table(
        "bookmarks",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "name", name=op.f("pk_bookmarks")),
    )
    op.create_table(
        "raw_payloads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("blob", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("received_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_payloads")),
    )
    op.create_index("ix_raw_payloads_unparsed", "raw_payloads", ["id"], unique=False, **partial("error IS NOT NULL"))
    op.create_index("uq_raw_payloads_channel_provider_id", "raw_payloads", ["channel", "provider_id"], unique=True)
    op.create_table(
        "search_entries",
        sa.Column("num", NUMBER, autoincrement=True, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("ref_id", sa.Text(), nullable=False),
        sa.Column("tokens", TOKENS, nullable=True),
        sa.PrimaryKeyConstraint("num", name=op.f("pk_search_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_search_entries_changeable", "search_entries", ["ref_id"], unique=True, **partial("type <> 'message'")
    )
    op.create_table(
        "interactions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("contact_point_id", sa.Text(), nullable=True),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("linked_id", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("our_address", sa.Text(), nullable=False),
        sa.Column("thread_key", sa.Text(), nullable=False),
        sa.Column("queue_id", sa.Text(), nullable=True),
        sa.Column("agent_id", sa.Text(), nullable=True),
        sa.Column("work_item_id", sa.Text(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("requirements", JSON, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("entry_rule", sa.Text(), nullable=True),
        sa.Column("attributes", JSON, nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_text", sa.Text(), nullable=False),
        sa.Column("last_direction", sa.Text(), nullable=False),
        sa.Column("last_at", TIME, nullable=True),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("queued_at", TIME, nullable=True),
        sa.Column("accepted_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("closed_at", TIME, nullable=True),
        sa.Column("last_customer_at", TIME, nullable=True),
        sa.Column("updated_at", TIME, nullable=False),
        sa.Column("clocks", JSON, nullable=False),
        sa.Column("sla_state", sa.Text(), nullable=False),
        sa.Column("sla_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_interactions_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
    )
    op.create_index(
        "ix_interactions_agent_id", "interactions", ["agent_id", "id"], unique=False, **partial("agent_id IS NOT NULL")
    )
    op.create_index(
        "ix_interactions_case_id", "interactions", ["case_id", "id"], unique=False, **partial("case_id IS NOT NULL")
    )
    op.create_index(
        "ix_interactions_case_updated_at",
        "interactions",
        ["updated_at"],
        unique=False,
        **partial("case_id IS NOT NULL"),
    )
    op.create_index("ix_interactions_customer_id", "interactions", ["customer_id", "id"], unique=False)
    op.create_index(
        "ix_interactions_open", "interactions", ["id"], unique=False, **partial("state NOT IN ('closed', 'abandoned')")
    )
    op.create_index(
        "ix_interactions_sla", "interactions", ["sla_state", "id"], unique=False, **partial("sla_state <> ''")
    )
    op.create_index("ix_interactions_sla_at", "interactions", ["sla_at"], unique=False, **partial("sla_at IS NOT NULL"))
    op.create_index("ix_interactions_thread", "interactions", ["channel", "thread_key", "id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("interaction_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("html_blob", sa.Text(), nullable=True),
        sa.Column("headers", JSON, nullable=True),
        sa.Column("mail_id", sa.Text(), nullable=True),
        sa.Column("author", JSON, nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("delivery", JSON, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_messages_interaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(
        "ix_messages_mail_id", "messages", ["channel", "mail_id"], unique=False, **partial("mail_id IS NOT NULL")
    )
    op.create_index(
        "uq_messages_channel_provider_id",
        "messages",
        ["channel", "provider_id"],
        unique=True,
        **partial("provider_id IS NOT NULL"),
    )
    op.create_index("uq_messages_interaction_id_seq", "messages", ["interaction_id", "seq"], unique=True)

    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_fts USING fts5("
            "tokens, content='', tokenize=\"unicode61 remove_diacritics 0\", detail=none)"
        )
    else:
        op.create_index("ix_search_entries_tokens", "search_entries", ["tokens"], postgresql_using="gin")
