"""Owns the getting in of data: one reader for each format that real files come in."""
