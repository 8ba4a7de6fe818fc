"""Owns how often evaluators err, as measured and published by the assessment, for calculations that ask for it."""
