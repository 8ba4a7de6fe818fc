"""Owns counts, frames and the results noted on their families."""
