"""The knowledge base: articles, their versions and words, canned replies, macros, use."""

import sqlalchemy as sa

from hub.storage.tables.columns import at, document, json, key, maybe_at, metadata, optional, partial, text

articles = sa.Table(
    "articles",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("group_id"),
    text("locale"),
    text("kind"),
    text("state"),
    text("visibility"),
    text("title"),
    text("excerpt"),
    text("slug"),
    json("tags"),
    text("product"),
    optional("owner_agent_id"),
    optional("review_on"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("published_number", sa.Integer),
    json("covers"),
    sa.Column("behind", sa.Boolean, nullable=False),
    at("created_at"),
    at("updated_at"),
    at("changed_at"),
    maybe_at("published_at"),
    sa.UniqueConstraint("group_id", "locale"),
    sa.Index("uq_articles_slug", "slug", unique=True),
    sa.Index("ix_articles_review_on", "review_on", **partial("review_on IS NOT NULL AND state <> 'archived'")),
)

article_versions = sa.Table(
    "article_versions",
    metadata,
    key(),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    text("title"),
    text("problem"),
    text("body"),
    text("note"),
    sa.Column("restored_from", sa.Integer),
    text("author"),
    at("created_at"),
    sa.UniqueConstraint("article_id", "number"),
)

# The words of what an article shows, with the weight of the place where they stand; `#tag` for its tags.
article_terms = sa.Table(
    "article_terms",
    metadata,
    key("term"),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Index("ix_article_terms_article_id", "article_id"),
)

article_uses = sa.Table(
    "article_uses",
    metadata,
    key(),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id"), nullable=False),
    text("interaction_id"),
    text("use"),
    text("by"),
    at("at"),
    sa.Index("ix_article_uses_interaction_id", "interaction_id"),
    sa.Index("ix_article_uses_article_id", "article_id"),
)

article_feedback = sa.Table(
    "article_feedback",
    metadata,
    key(),
    sa.Column("article_id", sa.Text, sa.ForeignKey("articles.id"), nullable=False),
    text("voter"),
    sa.Column("helpful", sa.Boolean, nullable=False),
    text("comment"),
    at("at"),
    sa.UniqueConstraint("article_id", "voter"),
)

knowledge_usage = sa.Table(
    "knowledge_usage",
    metadata,
    key(),
    *(sa.Column(name, sa.Integer, nullable=False) for name in ("views", "uses", "helpful", "unhelpful")),
    maybe_at("last_used_at"),
)

canned_replies = sa.Table(
    "canned_replies",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("shortcut"),
    json("reach"),
    document("texts"),
    text("created_by"),
    at("created_at"),
    at("updated_at"),
)

macros = sa.Table(
    "macros",
    metadata,
    key(),
    sa.Column("version", sa.Integer, nullable=False),
    text("name"),
    text("hint"),
    json("reach"),
    json("kinds"),
    document("actions"),
    sa.Column("enabled", sa.Boolean, nullable=False),
    text("created_by"),
    at("created_at"),
    at("updated_at"),
)
