"""Promised times: begun, kept, warned of, broken."""
