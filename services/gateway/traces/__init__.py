"""Owns the way back from a rate to the rows of the files that were submitted."""
