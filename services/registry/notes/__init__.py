"""Owns what is put beside entries and documents: notes, and restrictions of access."""
