"""Owns accounts: opening, listing and closing them, and the first ones of an installation."""
