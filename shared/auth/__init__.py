"""Owns who is calling and what they may do: callers, tokens, and the permissions written in the contract."""
