"""Owns the form of the log: one JSON object a line on standard error, never a secret in it."""

from __future__ import annotations

import json
import logging
import sys
from functools import lru_cache

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, WrappedLogger

_SECRET = ("password", "token", "api_key", "authorization", "secret", "private")

_encode = json.JSONEncoder(default=str).encode


def _json(event: EventDict, **_: object) -> str:
    return _encode(event)


def configure_logs(service: str, level: str = "INFO") -> None:
    """Sets up logging for a process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_secrets,
            structlog.processors.StackInfoRenderer(),
            # Without local variables: a password may be among them.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def hide_secrets(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replaces what stands under a key that names a secret."""
    for key in event:
        if _names_secret(key):
            event[key] = "(hidden)"
    return event


@lru_cache(maxsize=1_000)
def _names_secret(key: str) -> bool:
    return any(word in key.lower() for word in _SECRET)


def logger(**facts: object) -> structlog.typing.FilteringBoundLogger:
    """A logger with facts bound to every line."""
    return structlog.get_logger(**facts)
