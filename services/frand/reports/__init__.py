"""Owns reports of calculations: every answer as a document, in full for its audience and without what is withheld."""
