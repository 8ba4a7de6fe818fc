"""Owns the `sepia` command: what a person or a script does with Sepia from a terminal."""
