"""Owns what tests share: an issuer of tokens, databases cloned from migrated templates, services run in process."""

from tests.support.databases import Databases
from tests.support.services import Issuer, RunningService, run_service

__all__ = ["Databases", "Issuer", "RunningService", "run_service"]
