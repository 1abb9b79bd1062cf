"""From names and bills to embodied footprints: everything is resolved, nothing guessed."""
