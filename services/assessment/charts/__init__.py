"""Owns claim charts: elements of a claim beside what a standard says, with figures cited by region."""
