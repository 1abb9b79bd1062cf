"""Pictures drawn as SVG from plain values, a module for each kind."""
