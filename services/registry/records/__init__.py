"""Owns what is on record about a holder: size, contacts, representatives, policies, each with date and source."""
