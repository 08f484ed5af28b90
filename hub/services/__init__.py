"""Use cases: each is one transaction or a value handed to a batch that shares one."""
