"""What changed, told to desks and subscribers."""
