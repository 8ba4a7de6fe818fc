"""Owns how a request travels: the chain every call passes, typed errors both ways, the server and its drain."""
