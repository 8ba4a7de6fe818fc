"""Owns the door to Sepia: sign-in, coordination between the services, the way from a rate back to its rows."""
