"""Owns the edge: Envoy's configuration, generated from the contract's descriptor set."""
