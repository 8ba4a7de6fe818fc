"""Owns the search over everything the register has."""
