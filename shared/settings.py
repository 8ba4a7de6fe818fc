"""Owns the settings every service has; each is an environment variable with the prefix `SEPIA_`."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.errors import Violation, invalid

Settings = TypeVar("Settings", bound="ServiceSettings")


class ServiceSettings(BaseSettings):
    """What a service is told from outside.

    Attributes:
        database_url: PostgreSQL URL of the service's own role, `postgresql://role:password@host/database`.
        listen: `host:port` for gRPC.
        metrics_listen: `host:port` for Prometheus; empty for none.
        jwks_url: where the keys that tokens are signed with are published: a URL or a file.
        keys_folder: folder of the keys that this service signs its log with; made when it is missing.
        log_origin: origin of this installation's logs in checkpoints; the service's name is put behind it.
        regimes_folder: folder with further regime profiles; empty for the shipped ones alone.
        log_level: DEBUG, INFO, WARNING or ERROR.
        drain_seconds: how long calls in progress may take once the process was asked to stop.
        allow_superuser: go on with a role that row-level security does not bind; never where anything is confidential.
        clock_ahead_seconds: how far this installation's clock stands ahead of the machine's: in a rehearsal, to try a
            procedure that waits for weeks. The same in every process; never set anywhere else.
    """

    model_config = SettingsConfigDict(env_prefix="SEPIA_", extra="ignore")

    database_url: str
    listen: str = "127.0.0.1:0"
    metrics_listen: str = ""
    jwks_url: str = ""
    keys_folder: Path = Path(".data/keys")
    log_origin: str = "sepia"
    regimes_folder: Path | None = None
    log_level: str = "INFO"
    drain_seconds: float = 20
    allow_superuser: bool = False
    clock_ahead_seconds: int = Field(default=0, ge=0)


def read_settings(kind: type[Settings]) -> Settings:
    """The settings from the environment.

    Raises:
        SepiaError: INVALID_ARGUMENT (INVALID_SETTINGS) naming each variable at fault.
    """
    try:
        return kind()  # pyright: ignore[reportCallIssue] the values come from the environment
    except ValidationError as error:
        found = [
            Violation(f"SEPIA_{'_'.join(map(str, fault['loc']))}".upper(), fault["msg"]) for fault in error.errors()
        ]
        listed = "; ".join(f"{v.field}: {v.description}" for v in found)
        raise invalid(
            "INVALID_SETTINGS", f"These environment variables are missing or wrong: {listed}.", *found
        ) from None
