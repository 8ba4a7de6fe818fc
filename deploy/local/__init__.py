"""Owns running all of Sepia on one machine: database, services and edge, started and stopped together."""
