"""Owns extracts of the register: an entry with its public fields and events as text that can be filed in a court."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from google.protobuf.json_format import MessageToDict
from google.type.date_pb2 import Date

from sepia.registry.v1 import registrations_pb2 as pb


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def text(
    entry: pb.Registration, events: Sequence[pb.RegistrationEvent], edition: str, log_size: int, at: dt.datetime
) -> str:
    """The extract.

    Args:
        entry: as the public sees it.
        events: the public ones, in the order of recording.
        log_size: entries of the log as of which it holds.
    """
    state = pb.RegistrationState.Name(entry.state).removeprefix("REGISTRATION_STATE_")
    lines = [
        "EXTRACT FROM THE REGISTER OF STANDARD-ESSENTIAL PATENTS",
        "",
        f"Registration number   {entry.number}",
        f"Date of registration  {_day(entry.registration_date)}",
        f"State                 {state}",
        f"Standard              {entry.standard}",
        f"Holder                {entry.holder}",
        f"Regime                {entry.regime}",
    ]
    for title, date in (
        ("Suspended since", entry.suspension_date),
        ("Gap from", entry.gap_start_date),
        ("Gap until", entry.gap_end_date),
        ("Removed on", entry.removal_date),
        ("Files kept until", entry.files_kept_until_date),
    ):
        if date.year:
            lines.append(f"{title:<21} {_day(date)}")
    lines += ["", "FIELDS", ""]
    lines += _fields(MessageToDict(entry.content, preserving_proto_field_name=True), "")
    if entry.withheld_fields:
        lines.append(f"(open after signing up, or withheld: {', '.join(entry.withheld_fields)})")
    lines += ["", "EVENTS (counts from | recorded on | what)", ""]
    for event in events:
        kind = pb.RegistrationEventKind.Name(event.kind).removeprefix("REGISTRATION_EVENT_KIND_")
        position = f"log {event.log_position}" if event.log_position >= 0 else "log position pending"
        parts = [event.text, event.provision, event.reference, position]
        said = " | ".join(part for part in parts if part)
        lines.append(f"{_day(event.effective_date)} | {_day(event.record_date)} | {kind} | {said}")
    lines += ["", f"As of {edition} and {log_size} entries of the log, made {at:%Y-%m-%d %H:%M:%S} UTC.", ""]
    return "\n".join(lines)


def _day(date: Date) -> str:
    return f"{date.year:04}-{date.month:02}-{date.day:02}"


def _fields(value: Mapping[str, Any], at: str) -> Iterable[str]:
    for key, item in value.items():
        name = f"{at}{key}"
        if isinstance(item, dict):
            part = cast("dict[str, Any]", item)
            if set(part) <= {"year", "month", "day"}:
                yield f"{name}: {part.get('year', 0):04}-{part.get('month', 0):02}-{part.get('day', 0):02}"
            else:
                yield from _fields(part, f"{name}.")
        elif isinstance(item, list):
            for index, each in enumerate(cast("list[Any]", item), 1):
                if isinstance(each, dict):
                    yield from _fields(cast("dict[str, Any]", each), f"{name}[{index}].")
                else:
                    yield f"{name}[{index}]: {each}"
        else:
            yield f"{name}: {item if isinstance(item, str) else json.dumps(item)}"
