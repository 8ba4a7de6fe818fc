"""Owns families: patents counted as one under a named key."""
