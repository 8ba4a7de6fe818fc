"""Owns `python -m services.cli`, the same as `sepia`."""

from services.cli.main import run

run()
