"""Owns the settings of the service beside those that every service has."""

from __future__ import annotations

from pathlib import Path

from shared.settings import ServiceSettings


class FrandSettings(ServiceSettings):
    """What the service is told from outside.

    Attributes:
        regime: the regime profile whose time zone says which day it is.
        frand_workers: processes that compute long calculations and scenarios; as many as there are cores when 0.
        frand_worker_megabytes: memory that one of them may take.
        frand_report_fonts: a folder with fonts (TrueType, OpenType) for the scripts that the reports' own fonts lack,
            such as Chinese, Japanese and Korean.
        frand_dask_scheduler: address of a Dask scheduler (`tcp://host:8786`) whose workers compute instead.
    """

    regime: str = "eu-2023"
    frand_workers: int = 0
    frand_worker_megabytes: int = 2048
    frand_report_fonts: Path | None = None
    frand_dask_scheduler: str = ""
