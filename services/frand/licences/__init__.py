"""Owns licences, each field for its audience, and rate cards, which are for everybody."""
