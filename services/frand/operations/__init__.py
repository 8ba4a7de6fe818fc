"""Owns long work: durable operations, each done once by one of the replicas, and the processes that compute."""
