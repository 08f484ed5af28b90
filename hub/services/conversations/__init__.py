"""Conversations: what is said in them, and how they go on and end."""
