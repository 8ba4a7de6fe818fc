"""Owns holders: who declares."""
