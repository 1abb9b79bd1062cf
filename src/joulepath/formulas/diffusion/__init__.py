"""Models that make pictures out of noise, step by step."""
