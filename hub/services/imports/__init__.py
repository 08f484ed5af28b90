"""Lists that come in from other systems."""
