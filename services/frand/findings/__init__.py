"""Owns what campaigns found, holder by holder, as received from the assessment."""
