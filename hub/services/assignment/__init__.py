"""Routing for the whole hub: one owner decides for a domain, everybody asks and hears."""
