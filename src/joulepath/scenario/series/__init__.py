"""Files of intensities over time."""
