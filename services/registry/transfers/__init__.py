"""Owns transfers: who got which patents from whom, and who owns a family on a day."""
