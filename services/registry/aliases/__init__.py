"""Owns aliases: the reviewed list of spellings of one holder."""
