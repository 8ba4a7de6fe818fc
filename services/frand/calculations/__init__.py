"""Owns calculations of rates: immutable, named by their content, each with its derivation."""
