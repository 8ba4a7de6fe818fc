"""Owns how reliable evaluators are: agreement of duplicates, sensitivity and specificity, per pool and over time."""
