"""Owns what a running process tells about itself: metrics and structured logs."""
