"""Owns the demonstration: made-up holders, declarations and findings, labelled as such."""
