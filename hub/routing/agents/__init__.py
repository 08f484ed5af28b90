"""Agents as the engine sees them: who is there, what they serve, what they have room for."""
