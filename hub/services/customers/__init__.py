"""Customers: their records, addresses, doubles and consents."""
