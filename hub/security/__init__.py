"""Adapters that guard: password hashes and the poster of outgoing webhooks."""
