"""Owns what crosses between the services: following their logs, and the jobs that follow from what is read there."""
