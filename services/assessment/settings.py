"""Owns the settings of the assessment service."""

from __future__ import annotations

from pathlib import Path

from shared.settings import ServiceSettings

__all__ = ["AssessmentSettings"]


class AssessmentSettings(ServiceSettings):
    """What the assessment service is told from outside, beside what every service is.

    Attributes:
        tsa_url: of an authority that time-stamps checkpoints in evidence (RFC 3161); empty for none.
        tsa_root: file with the certificate, in PEM form, that the authority's must lead to.
    """

    tsa_url: str = ""
    tsa_root: Path | None = None
