"""Owns the gateway's secret key: encrypts private signing keys at rest, and fingerprints secrets in requests."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from shared.errors import precondition

FILENAME = "gateway-secret.key"


class Secret:
    """One or more Fernet keys: the first encrypts, each decrypts.

    Args:
        text: the keys, separated by commas.
        source: where they come from, for people.

    Raises:
        SepiaError: FAILED_PRECONDITION (SECRET_KEY_UNUSABLE).
    """

    def __init__(self, text: str, *, source: str) -> None:
        keys = [part.strip() for part in text.split(",") if part.strip()]
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise precondition(
                "SECRET_KEY_UNUSABLE",
                f"The secret key in {source} is not 32 bytes in URL-safe base64. Put the right one there; a new one "
                "is made with: openssl rand -base64 32 | tr +/ -_",
            ) from None
        self._source = source
        self._fingerprint_key = hashlib.sha256(b"sepia.gateway.fingerprint\0" + keys[-1].encode()).digest()

    def encrypted(self, plain: bytes) -> bytes:
        """The bytes, readable only with this key."""
        return self._fernet.encrypt(plain)

    def decrypted(self, encrypted: bytes) -> bytes:
        """The bytes as they were.

        Raises:
            SepiaError: FAILED_PRECONDITION (SECRET_KEY_CHANGED), when they were encrypted with another key.
        """
        try:
            return self._fernet.decrypt(encrypted)
        except InvalidToken:
            raise precondition(
                "SECRET_KEY_CHANGED",
                f"The signing keys in the database were encrypted with another secret key than the one in "
                f"{self._source}. Put that one back; every replica needs the same. If it is lost, delete the rows of "
                "gateway.signing_key: new keys are made at the next start and everybody signs in again.",
            ) from None

    def fingerprint(self, secret: str) -> str:
        """Stands for a secret where two requests are compared; without the key it can't be guessed from."""
        return hmac.new(self._fingerprint_key, secret.encode(), hashlib.sha256).hexdigest()


def secret_from(setting: str, folder: Path) -> Secret:
    """The secret key from a setting; where it is empty, from a file in a folder, made when it is missing.

    Processes that start at once agree: the first to link its draft into place wins and everyone reads the winner.

    Raises:
        SepiaError: FAILED_PRECONDITION (SECRET_KEY_UNUSABLE, SECRET_KEY_EXPOSED).
    """
    if setting:
        return Secret(setting, source="SEPIA_SECRET_KEY")
    path = folder / FILENAME
    if not path.exists():
        _create(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & (stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO):
        raise precondition(
            "SECRET_KEY_EXPOSED",
            f"The secret key {path} may be read or changed by others (mode {mode:04o}). If nobody else can have read "
            f"it, run: chmod 600 {path}. Otherwise put a new key before it, separated by a comma, and rotate the "
            "signing key.",
        )
    return Secret(path.read_text(encoding="ascii"), source=str(path))


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # never replaces, and the file appears whole
        except FileExistsError:
            return
        opened = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
    finally:
        draft.unlink(missing_ok=True)
