"""Owns the form of mail: plain text, an id that follows from the mail's own, nothing confidential."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP

from services.assessment.reminders.rules import what

__all__ = ["code_letter", "due_letter", "letter"]

_OPENINGS = {
    "set": "This is now due from you:",
    "moved": "The day on which this is due from you has changed:",
    "soon": "This is due from you soon:",
    "lapsed": "The time for this has passed:",
}
_SUBJECTS = {
    "set": "Something is due from you",
    "moved": "A due date has changed",
    "soon": "Reminder of a due date",
    "lapsed": "A due date has passed",
}


def letter(mail_id: object, *, sender: str, to: str, subject: str, text: str, sent_at: dt.datetime) -> EmailMessage:
    """A mail; the same one has the same Message-ID however often it is sent."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{mail_id}@{sender.rpartition('@')[2]}>"
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = sent_at.astimezone(dt.UTC)  # RFC 5322, 3.6: there has to be one
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def due_letter(
    kind: str, *, due_kind: str, about: str, due_on: dt.date, due_at: dt.datetime, provision: str
) -> tuple[str, str]:
    """Subject line and text about something due: what, when, where, and nothing of what it holds."""
    text = (
        f"{_OPENINGS[kind]}\n\n"
        f"  {what(due_kind)}: {about}\n"
        f"  by the end of {due_on.isoformat()} ({due_at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC)\n"
        f"  {provision}\n\n"
        "Sign in to Sepia and see `sepia duties` for all that waits for you.\n"
    )
    return f"Sepia: {_SUBJECTS[kind]}", text


def code_letter(code: str) -> tuple[str, str]:
    """Subject line and text with the code that verifies an address."""
    text = (
        "Somebody has asked Sepia to send reminders of due dates to this address. If it was you, confirm it:\n\n"
        f"  sepia notify confirm {code}\n\n"
        "The code holds for one day. If it was not you, do nothing: nothing more will be sent.\n"
    )
    return "Sepia: confirm this address", text
