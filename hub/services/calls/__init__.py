"""Calls: what every telephone hears, who is dialled, and what becomes of it."""
