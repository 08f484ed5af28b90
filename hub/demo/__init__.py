"""The demonstration: an outside party that plays telephone company and customers."""
