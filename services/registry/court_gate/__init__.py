"""Owns the court gate: what a court is told about a patent, a standard and a date."""
