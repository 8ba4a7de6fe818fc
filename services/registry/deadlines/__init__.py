"""Owns showing what must be done by when; the procedures themselves set and meet their deadlines."""
