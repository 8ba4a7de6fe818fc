"""Owns objections: notice, answer, decision, remedy, and restrictions of access to documents."""
