"""The hub's memory: tables, transactions, search and migrations on SQLite and PostgreSQL."""
