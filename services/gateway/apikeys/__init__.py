"""Owns API keys: long-lived secrets with which machines get tokens."""
