"""Owns due dates as iCalendar (RFC 5545), the way calendar programs read them from an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Alarm, Calendar, Event

from services.assessment.reminders.rules import Due, what

__all__ = ["MEDIA_TYPE", "calendar_of"]

MEDIA_TYPE = "text/calendar; charset=utf-8"
_ALARMS = (dt.timedelta(days=-3), dt.timedelta(hours=-15))
"""Three days before the legal date begins, and at nine in the morning of the day before."""


def calendar_of(dues: Iterable[Due], *, origin: str) -> bytes:
    """A calendar with an all-day event on each legal date.

    Args:
        origin: of the installation; the events' identifiers end in it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Sepia//Due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Sepia: due dates")
    calendar.add("refresh-interval", dt.timedelta(hours=1), {"VALUE": "DURATION"})
    for due in dues:
        calendar.add_component(_event(due, origin))
    return calendar.to_ical()


def _event(due: Due, origin: str) -> Event:
    event = Event()
    event.add("uid", f"{due.id}@{origin}")
    event.add("sequence", due.number)
    event.add("dtstamp", due.changed_at.replace(microsecond=0))
    event.add("last-modified", due.changed_at.replace(microsecond=0))
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + dt.timedelta(days=1))
    event.add("summary", f"Sepia: {what(due.kind)}")
    event.add(
        "description",
        f"{what(due.kind)}: {due.subject}\nby {due.due_at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC\n{due.provision}",
    )
    event.add("status", "CANCELLED" if due.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    if not due.cancelled:
        for before in _ALARMS:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"Sepia: {what(due.kind)}")
            alarm.add("trigger", before)
            event.add_component(alarm)
    return event
