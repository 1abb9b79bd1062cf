"""Pictures of results: plain values in, SVG text out."""
