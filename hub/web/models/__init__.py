"""Requests and answers of the API as pydantic models: what is accepted, and what the description promises."""
