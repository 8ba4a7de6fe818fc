"""Owns the settings of the assessment service."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from shared.settings import ServiceSettings

__all__ = ["AssessmentSettings"]


class AssessmentSettings(ServiceSettings):
    """What the assessment service is told from outside, beside what every service is.

    Attributes:
        tsa_url: of an authority that time-stamps checkpoints in evidence (RFC 3161); empty for none.
        tsa_root: file with the certificate, in PEM form, that the authority's must lead to.
        smtp_host, smtp_port: of the server that takes mail; no mail is sent while the host is empty.
        smtp_security: `tls`, `starttls`, or `none` inside one machine.
        smtp_username, smtp_password: empty where the server asks for none.
        smtp_root: file with the certificate, in PEM form, that the mail server's must lead to; none for those that
            the machine trusts.
        mail_sender: the address that mail comes from.
        log_period_minutes: steps of checks, and what is laid before those concerned, get their positions in the log
            together at the end of each such period, so that nobody learns from it when who worked; 0 for at once.
        figure_quota_mib: how much of pages that figures are cited from is kept for one organization.
    """

    tsa_url: str = ""
    tsa_root: Path | None = None
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["tls", "starttls", "none"] = "starttls"
    smtp_username: str = ""
    smtp_password: str = ""
    smtp_root: Path | None = None
    mail_sender: str = "sepia@localhost"
    log_period_minutes: int = Field(default=60, ge=0, le=24 * 60)
    figure_quota_mib: int = Field(default=4096, ge=1)
