"""Who gets what."""
