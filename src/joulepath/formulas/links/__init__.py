"""Equations of links: frames, states of radios, retransmission, reach and rest."""
