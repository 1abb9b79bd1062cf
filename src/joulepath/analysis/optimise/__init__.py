"""Choose what a scenario leaves open: the best candidate, the trade-offs and the levers."""
