"""Owns what the registry is told from outside, beyond what every service is told."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from shared.settings import ServiceSettings


class RegistrySettings(ServiceSettings):
    """Settings of the registry.

    Attributes:
        regime: the regime profile that holds where nothing names another: its periods for objections, decisions and
            records of holders, its calendar, and the regime of a notice that names none.
        ops_key: key of an account with the EPO's Open Patent Services; empty for no connection.
        ops_secret: secret of that account.
        ops_url: where OPS is.
        ops_pace_folder: folder in which the connection keeps what it needs for the pace that OPS asks for.
    """

    regime: str = "eu-2023"
    ops_key: str = ""
    ops_secret: SecretStr = SecretStr("")
    ops_url: str = "https://ops.epo.org/3.2"
    ops_pace_folder: Path = Path(".data/ops")
