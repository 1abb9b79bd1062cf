"""Scenario files: what a user writes, checked and turned into the inputs of a lifecycle."""
