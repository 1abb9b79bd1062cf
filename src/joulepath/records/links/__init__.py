"""Links as they are: packets, frames, the states of a radio and what it draws at rest."""
