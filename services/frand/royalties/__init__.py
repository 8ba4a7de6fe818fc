"""Owns aggregate royalties on record, each with its source."""
