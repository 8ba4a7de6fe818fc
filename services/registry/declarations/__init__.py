"""Owns declarations: what was declared, when and on which terms."""
