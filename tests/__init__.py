"""What the hub promises, checked."""
