"""Links wired: a message becomes packets, packets become frames, frames keep a radio busy."""
