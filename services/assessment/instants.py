"""Owns instants on their way between rows and messages."""

from __future__ import annotations

import datetime as dt

from google.protobuf.timestamp_pb2 import Timestamp


def timestamp(at: dt.datetime) -> Timestamp:
    """An instant as the contract carries it."""
    stamp = Timestamp()
    stamp.FromDatetime(at)
    return stamp


def timestamp_if(at: dt.datetime | None) -> Timestamp | None:
    """An instant that may not have come yet."""
    return None if at is None else timestamp(at)
