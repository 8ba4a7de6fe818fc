"""Owns calls that the gateway passes on: every service's log and long-running operations behind one door."""
