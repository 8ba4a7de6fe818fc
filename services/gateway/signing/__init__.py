"""Owns the keys that tokens are signed with: made, rotated, published and retired."""
