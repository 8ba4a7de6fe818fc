"""Handing mail to a server that wants TLS and a password; to one that is not who it says nothing is handed."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import uuid
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from services.assessment.app import _postmen, _readable_root  # pyright: ignore[reportPrivateUsage]
from services.assessment.reminders.mailing import MailServer
from services.assessment.settings import AssessmentSettings
from shared.errors import SepiaError
from tests.support.authorities import certificate

USER, PASSWORD = "sepia", "a word that is not guessed"


class Mailbox:
    """What a mail server got, and whether it came under TLS and from whom."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bool, bool]] = []
        self.tried: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        under_tls = server.transport is not None and server.transport.get_extra_info("ssl_object") is not None
        self.got.append((envelope.rcpt_tos[0], under_tls, session.authenticated))
        return "250 taken"

    def knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.tried.append(given.password)
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()), handled=False)


class Trust:
    """Certificates made for the test: one of a root that is trusted, one of itself, one for another name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root_key = rsa.generate_private_key(65537, 2048)
        self.root = folder / "root.pem"
        root = certificate("Root", root_key, "Root", root_key, authority=True)
        self.root.write_bytes(root.public_bytes(serialization.Encoding.PEM))
        self.good = self._server("mail.example.org", root_key, "Root")
        self.own = self._server("mail.example.org", None, "mail.example.org")

    def _server(self, name: str, issuer_key: rsa.RSAPrivateKey | None, issuer: str) -> ssl.SSLContext:
        key = rsa.generate_private_key(65537, 2048)
        made = certificate(name, key, issuer, issuer_key or key, authority=False, server=True)
        file = self.folder / f"{uuid.uuid4().hex}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return Trust(tmp_path_factory.mktemp("trust"))


@asynccontextmanager
async def serving(mailbox: Mailbox, context: ssl.SSLContext | None, *, implicit: bool) -> AsyncIterator[int]:
    """A mail server; its port. Without a context it offers no TLS at all."""
    loop = asyncio.get_running_loop()

    def make() -> SMTP:
        with warnings.catch_warnings():
            # It warns of passwords without STARTTLS, also where all of the connection is under TLS.
            warnings.simplefilter("ignore", UserWarning)
            return SMTP(
                mailbox,
                loop=loop,
                tls_context=None if implicit else context,
                require_starttls=context is not None and not implicit,
                auth_require_tls=context is not None and not implicit,
                auth_required=True,
                authenticator=mailbox.knows,
            )

    server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if implicit else None)
    yield server.sockets[0].getsockname()[1]
    server.close()


def mail_server(port: int, security: str, root: Path | None, *, password: str = PASSWORD, host: str = "") -> MailServer:
    return MailServer(
        host or "127.0.0.1", port, "sepia@example.org", security, USER, password, timeout_seconds=10, root=root
    )


async def send(server: MailServer) -> None:
    await server.send(
        uuid.uuid4(), "ada@example.org", "Sepia: something is due", "By Friday.\n", at=dt.datetime.now(dt.UTC)
    )


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_goes_under_tls_to_a_server_that_is_trusted_and_with_its_password(
    trust: Trust, security: str
) -> None:
    mailbox = Mailbox()
    async with serving(mailbox, trust.good, implicit=security == "tls") as port:
        await send(mail_server(port, security, trust.root))
    assert mailbox.got == [("ada@example.org", True, True)]


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_server_with_a_certificate_of_its_own_making_gets_neither_mail_nor_password(
    trust: Trust, security: str
) -> None:
    mailbox = Mailbox()
    for context, root in ((trust.own, trust.root), (trust.good, None)):
        async with serving(mailbox, context, implicit=security == "tls") as port:
            with pytest.raises((ssl.SSLError, aiosmtplib.SMTPException, OSError)):
                await send(mail_server(port, security, root))
    assert (mailbox.got, mailbox.tried) == ([], [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_trusted_certificate_for_another_name_does_not_do(trust: Trust, security: str) -> None:
    mailbox = Mailbox()
    async with serving(mailbox, trust.good, implicit=security == "tls") as port:
        # `localhost` is not in it; the address 127.0.0.1 and mail.example.org are.
        with pytest.raises((ssl.SSLError, aiosmtplib.SMTPException, OSError)):
            await send(mail_server(port, security, trust.root, host="localhost"))
    assert (mailbox.got, mailbox.tried) == ([], [])


async def test_a_server_that_offers_no_tls_gets_nothing_in_clear(trust: Trust) -> None:
    mailbox = Mailbox()
    async with serving(mailbox, None, implicit=False) as port:
        with pytest.raises(aiosmtplib.SMTPException):
            await send(mail_server(port, "starttls", trust.root))
    assert (mailbox.got, mailbox.tried) == ([], [])


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_wrong_password_is_an_error_and_sends_nothing(trust: Trust, security: str) -> None:
    mailbox = Mailbox()
    async with serving(mailbox, trust.good, implicit=security == "tls") as port:
        with pytest.raises(aiosmtplib.SMTPAuthenticationError):
            await send(mail_server(port, security, trust.root, password="wrong"))
    assert mailbox.got == []
    assert set(mailbox.tried) == {b"wrong"}


class _Told:
    """As much of a service's runtime as is looked at before mail is set up."""

    def __init__(self, **settings: object) -> None:
        self.settings = AssessmentSettings(database_url="postgresql://nobody@nowhere/none", **settings)  # pyright: ignore[reportArgumentType]
        self.database = None


def test_settings_that_would_send_a_password_in_clear_or_name_no_certificate_are_refused(tmp_path: Path) -> None:
    away = {"smtp_host": "mail.example.org", "smtp_username": USER, "smtp_password": PASSWORD}
    with pytest.raises(SepiaError) as refused:
        _postmen(_Told(**away, smtp_security="none"))  # pyright: ignore[reportArgumentType]
    assert refused.value.reason == "INVALID_SETTINGS"
    assert "SEPIA_SMTP_SECURITY" in refused.value.message
    assert _postmen(_Told(**away))  # pyright: ignore[reportArgumentType]
    (tmp_path / "root.pem").write_text("no certificate")
    for file, reason in (("gone.pem", "INVALID_SETTINGS"), ("root.pem", "CERTIFICATE_UNREADABLE")):
        with pytest.raises(SepiaError) as refused:
            _readable_root(tmp_path / file)
        assert refused.value.reason == reason
