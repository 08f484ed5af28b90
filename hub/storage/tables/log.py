"""The interaction log: interactions, messages, attachments, raw payloads, bookmarks, search entries."""

import sqlalchemy as sa

from hub.storage.tables.columns import Tokens, at, json, key, maybe_at, maybe_json, metadata, optional, partial, text

_OPEN = "state NOT IN ('closed', 'abandoned')"

interactions = sa.Table(
    "interactions",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("channel"),
    text("kind"),
    text("direction"),
    text("state"),
    sa.Column("customer_id", sa.Text, sa.ForeignKey("customers.id")),
    optional("contact_point_id"),
    optional("case_id"),
    optional("linked_id"),
    text("subject"),
    text("address"),
    text("our_address"),
    text("thread_key"),
    optional("queue_id"),
    optional("agent_id"),
    optional("work_item_id"),
    sa.Column("priority", sa.Integer, nullable=False),
    json("requirements"),
    text("language"),
    optional("disposition"),
    optional("entry_rule"),
    json("attributes"),
    sa.Column("last_seq", sa.Integer, nullable=False),
    text("last_text"),
    text("last_direction"),
    maybe_at("last_at"),
    sa.Column("unread", sa.Integer, nullable=False),
    at("created_at"),
    maybe_at("queued_at"),
    maybe_at("accepted_at"),
    maybe_at("ended_at"),
    maybe_at("closed_at"),
    maybe_at("last_customer_at"),
    at("updated_at"),
    json("clocks"),
    text("sla_state"),  # the worst of the clocks that still run, or ""
    maybe_at("sla_at"),  # when the first of them is to be looked at
    sa.Index("ix_interactions_thread", "channel", "thread_key", "id"),
    sa.Index("ix_interactions_customer_id", "customer_id", "id"),
    sa.Index("ix_interactions_open", "id", **partial(_OPEN)),
    sa.Index("ix_interactions_sla", "sla_state", "id", **partial("sla_state <> ''")),
    sa.Index("ix_interactions_sla_at", "sla_at", **partial("sla_at IS NOT NULL")),
    sa.Index("ix_interactions_case_id", "case_id", "id", **partial("case_id IS NOT NULL")),
    sa.Index("ix_interactions_case_updated_at", "updated_at", **partial("case_id IS NOT NULL")),
    sa.Index(
        "ix_interactions_agent_id",
        "agent_id",
        "id",
        **partial("agent_id IS NOT NULL"),
    ),
)

messages = sa.Table(
    "messages",
    metadata,
    key(),
    sa.Column("interaction_id", sa.Text, sa.ForeignKey("interactions.id"), nullable=False),
    text("channel"),
    sa.Column("seq", sa.Integer, nullable=False),
    text("direction"),
    text("kind"),
    text("text"),
    text("subject"),
    optional("html_blob"),
    maybe_json("headers"),
    optional("mail_id"),  # headers["message_id"], which replies refer to
    json("author"),
    optional("provider_id"),
    maybe_json("delivery"),
    optional("reason"),
    at("created_at"),
    sa.Index("uq_messages_interaction_id_seq", "interaction_id", "seq", unique=True),
    sa.Index(
        "uq_messages_channel_provider_id",
        "channel",
        "provider_id",
        unique=True,
        **partial("provider_id IS NOT NULL"),
    ),
    sa.Index(
        "ix_messages_mail_id",
        "channel",
        "mail_id",
        **partial("mail_id IS NOT NULL"),
    ),
)

attachments = sa.Table(
    "attachments",
    metadata,
    key(),
    text("message_id"),  # "" while an uploaded file belongs to no message yet
    text("name"),
    text("type"),
    sa.Column("size", sa.BigInteger, nullable=False),
    text("blob"),
    optional("content_id"),
    sa.Column("inline", sa.Boolean, nullable=False),
    sa.Index("ix_attachments_message_id", "message_id"),
    sa.Index("ix_attachments_blob", "blob"),
)

raw_payloads = sa.Table(
    "raw_payloads",
    metadata,
    key(),
    text("channel"),
    text("provider_id"),
    text("content_type"),
    json("headers"),
    sa.Column("body", sa.LargeBinary),
    optional("blob"),
    optional("error"),
    at("received_at"),
    sa.Index("uq_raw_payloads_channel_provider_id", "channel", "provider_id", unique=True),
    sa.Index(
        "ix_raw_payloads_unparsed",
        "id",
        **partial("error IS NOT NULL"),
    ),
)

bookmarks = sa.Table("bookmarks", metadata, key("channel"), key("name"), text("value"))

search_entries = sa.Table(
    "search_entries",
    metadata,
    sa.Column("num", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
    text("type"),
    text("ref_id"),
    sa.Column("tokens", Tokens),  # on SQLite only what may have to be removed again: see hub/storage/search.py
    # What can change is looked up, to be indexed anew. Messages never change.
    sa.Index("uq_search_entries_changeable", "ref_id", unique=True, **partial("type <> 'message'")),
    sa.Index("ix_search_entries_tokens", "tokens", postgresql_using="gin").ddl_if(dialect="postgresql"),
    sqlite_autoincrement=True,
)
