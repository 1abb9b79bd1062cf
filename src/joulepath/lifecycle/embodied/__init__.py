"""Embodied carbon wired: a bill of parts becomes a footprint with its band."""
