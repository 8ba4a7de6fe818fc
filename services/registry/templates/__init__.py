"""Owns Sepia's own template for declarations, ETSI's bulk upload, and files in which rejected rows are corrected."""
