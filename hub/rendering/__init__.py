"""Renders message templates with Jinja2, in a sandbox."""
