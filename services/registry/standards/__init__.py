"""Owns what a standard is: its identity, its names, its versions."""
