"""Waiting work: its lines, its place, how long it will wait, and what becomes of it."""
