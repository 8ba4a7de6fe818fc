"""Owns registrations: patents entered for standards, what happens to them, and the yearly sample."""
