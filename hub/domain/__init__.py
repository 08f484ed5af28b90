"""The hub's words as values: no I/O, no framework."""
