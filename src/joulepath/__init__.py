"""joulepath."""
