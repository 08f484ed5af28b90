"""Tasks: a thing to do by someone by a time."""
