"""Figures, and what happened."""
