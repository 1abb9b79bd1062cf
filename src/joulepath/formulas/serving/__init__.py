"""Models that answer many requests at once on accelerators."""
