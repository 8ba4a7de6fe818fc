"""Owns what the gateway is told from outside, beyond what every service is told."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class GatewaySettings(ServiceSettings):
    """Settings of the gateway.

    Attributes:
        registry_address: where the registry answers: `host:port`, or several separated by commas.
        assessment_address: where the assessment service answers.
        frand_address: where the frand service answers.
        secret_key: encrypts the private signing keys in the database: 32 bytes in URL-safe base64 (`openssl rand
            -base64 32 | tr +/ -_`); several separated by commas while one is replaced, the new one first. Empty for a
            key in the file `gateway-secret.key` of the keys folder, made once. Every replica needs the same.
        bootstrap_accounts_file: JSON file with the first accounts of an installation, readable by its owner only.
        signing_key_activation_seconds: how long a new signing key is published before tokens are signed with it. Longer
            than anybody keeps the published keys without asking again: Envoy does for 60 seconds.
        signing_key_days: age at which the signing key is replaced by itself.
        trusted_proxies: how many proxies in front append to `x-forwarded-for`; the address that the outermost of them
            saw is the peer whose failed sign-ins are counted. 0 where callers connect directly.
        follow_interval_seconds: pause between two looks at a service's log.
        heartbeat_seconds: how often a worker says that it is alive; after five missed ones its jobs start anew
            elsewhere.
        concurrent_jobs: coordination jobs that one process works on at a time.
    """

    registry_address: str
    assessment_address: str
    frand_address: str
    secret_key: SecretStr = SecretStr("")
    bootstrap_accounts_file: Path | None = None
    signing_key_activation_seconds: float = Field(default=90, ge=0)
    signing_key_days: float = Field(default=30, gt=0)
    trusted_proxies: int = Field(default=1, ge=0)
    follow_interval_seconds: float = Field(default=0.5, gt=0)
    heartbeat_seconds: float = Field(default=2, gt=0)
    concurrent_jobs: int = Field(default=4, ge=1)
