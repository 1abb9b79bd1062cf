"""Questions asked of a lifecycle: many scenarios at once, what matters, what would be best."""
