"""Owns groups: which holder controls which, from day to day."""
