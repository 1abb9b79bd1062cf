"""Equations of what making, moving and discarding devices emits."""
