"""Owns timelines: what happened to an entry of the register, from its log."""
