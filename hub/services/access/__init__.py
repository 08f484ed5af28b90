"""Who may come in, who asks, and who did what."""
