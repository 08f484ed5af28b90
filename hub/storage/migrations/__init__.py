"""Brings a database to the tables of this version, with Alembic."""
