"""Owns signing in: passwords and API keys for tokens, changing a password, and the limit on failed attempts."""
