"""Owns calling Sepia from Python: the client that the command line, the gateway and the tests use."""

from shared.client.channel import Client, Credentials, StaticToken

__all__ = ["Client", "Credentials", "StaticToken"]
