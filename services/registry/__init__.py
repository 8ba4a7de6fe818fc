"""Owns the register: standards, holders, patents and families, declarations, registrations."""
