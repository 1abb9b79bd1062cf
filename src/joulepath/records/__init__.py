"""Frozen records: what goes into a lifecycle and what comes out of it."""
