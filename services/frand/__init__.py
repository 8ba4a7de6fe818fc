"""Owns royalty notifications, rates and proceedings: what the declared and checked patents are worth."""
