"""Owns decisions of courts, offices and dispute resolution, as they bear on entries."""
