"""Owns sets of scenarios: one calculation over a grid of its inputs, computed on all cores or on a cluster."""
