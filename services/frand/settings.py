"""Owns the settings of the service beside those that every service has."""

from __future__ import annotations

from shared.settings import ServiceSettings


class FrandSettings(ServiceSettings):
    """What the service is told from outside.

    Attributes:
        regime: the regime profile whose time zone says which day it is.
    """

    regime: str = "eu-2023"
