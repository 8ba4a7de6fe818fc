"""Owns sending the mail that waits: each replica takes one at a time, no two the same (`FOR UPDATE SKIP LOCKED`).

A mail is sent at least once. What was sent and not noted, because the process or the mail server died in between, is
sent again under the same Message-ID, so that whoever gets it twice can tell.
"""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import dataclass
from pathlib import Path

import aiosmtplib

from services.assessment.conducting import as_centre
from services.assessment.reminders import mail_store
from services.assessment.reminders.letters import letter
from services.assessment.tables import SCHEMA
from shared.auth.callers import Caller, Role, set_caller
from shared.db import Database
from shared.rounds import Rounds
from shared.telemetry.logs import logger

__all__ = ["MailServer", "Postman"]

_SHORTEST, _LONGEST = dt.timedelta(minutes=1), dt.timedelta(hours=6)
_MOST_ATTEMPTS = 20
"""About four days; then the mail is given up, which the log of the service says."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over (SMTP).

    Attributes:
        host, port: of the server.
        sender: the address that mail comes from.
        security: `tls` from the first byte, `starttls`, or `none` inside one machine.
        username, password: empty where the server asks for none.
        timeout_seconds: for one mail.
        root: file with the certificate (PEM) that the server's must lead to; None for those the machine trusts. Under
            `tls` and `starttls` a server without such a certificate gets no mail and no password.
    """

    host: str
    port: int
    sender: str
    security: str = "starttls"
    username: str = ""
    password: str = ""
    timeout_seconds: float = 20
    root: Path | None = None

    async def send(self, mail_id: object, to: str, subject: str, text: str, *, at: dt.datetime) -> None:
        """Hands over one mail.

        Raises:
            SMTPException, OSError: it was not taken.
        """
        await aiosmtplib.send(
            letter(mail_id, sender=self.sender, to=to, subject=subject, text=text, sent_at=at),
            hostname=self.host,
            port=self.port,
            username=self.username or None,
            password=self.password or None,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            tls_context=None if self.security == "none" else ssl.create_default_context(cafile=self.root),
            timeout=self.timeout_seconds,
        )


class Postman:
    """Sends what waits, as background work of a replica."""

    def __init__(self, database: Database, server: MailServer) -> None:
        self._database = database
        self._server = server
        self._log = logger(component="mail")

    async def run(self) -> None:
        """Sends mail until cancelled."""
        await Rounds(self.run_once, component="mail", trouble="the database is away; mail waits").run()

    async def run_once(self) -> int:
        """Tries everything whose time has come once; returns how many were sent."""
        set_caller(Caller(f"services/{SCHEMA}", frozenset({Role.ROLE_SERVICE})))
        sent = 0
        while True:
            outcome = await self._next()
            if not outcome:
                return sent
            sent += outcome == mail_store.SENT

    async def _next(self) -> str:
        """Takes one mail; what became of it, empty where none waits."""
        now = self._database.clock.now()
        async with self._database.write() as tx:
            await as_centre(tx.connection)
            waiting = await mail_store.take(tx.connection, now)
            if waiting is None:
                return ""
            if waiting.obsolete:
                await mail_store.close(tx.connection, waiting.id, mail_store.OBSOLETE, now)
                return mail_store.OBSOLETE
            try:
                await self._server.send(waiting.id, waiting.address, waiting.subject, waiting.text, at=now)
            except (aiosmtplib.SMTPException, OSError, ValueError) as error:
                return await self._failed(tx.connection, waiting, error, now)
            await mail_store.close(tx.connection, waiting.id, mail_store.SENT, now)
            return mail_store.SENT

    async def _failed(
        self, connection: mail_store.Connection, waiting: mail_store.Waiting, error: Exception, now: dt.datetime
    ) -> str:
        """Tries again later, ever later; an address or a mail that is refused for good is given up at once."""
        code = getattr(error, "code", 0)
        refused = isinstance(error, aiosmtplib.SMTPRecipientsRefused) and all(
            500 <= each.code < 600 for each in error.recipients
        )
        if (
            refused
            or (isinstance(error, aiosmtplib.SMTPDataError) and 500 <= code < 600)
            or waiting.attempts + 1 >= _MOST_ATTEMPTS
        ):
            await mail_store.close(connection, waiting.id, mail_store.REFUSED, now, failure=str(error))
            self._log.error("a mail is given up", mail=str(waiting.id), error=type(error).__name__)
            return mail_store.REFUSED
        again = now + min(_LONGEST, _SHORTEST * 2 ** min(waiting.attempts, 12))
        await mail_store.postpone(connection, waiting.id, again, str(error))
        self._log.warning("a mail is not taken; tried again", mail=str(waiting.id), error=type(error).__name__)
        return "postponed"
