"""Owns the key that signs a log: made once, kept in a file only its owner reads, or passed in by the environment."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.errors import SepiaError, precondition
from shared.journal.note import Signer

_FORBIDDEN = stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO  # a group may be let read it (a mounted secret), others never


def load_or_create(path: Path, name: str) -> Signer:
    """The signer whose key is in a file; where there is no file, one is made, readable by its owner only.

    Processes that start at once agree: each writes its own key beside the path and links it into place, the first
    link wins and everyone reads the winner.

    Raises:
        SepiaError: `KEY_FILE_EXPOSED`, when others may read or change it; `KEY_UNREADABLE`, when it can't be read or
            made, or holds no Ed25519 key.
    """
    try:
        if not path.exists():
            _create(path)
        mode = path.stat().st_mode
        if mode & _FORBIDDEN:
            raise precondition(
                "KEY_FILE_EXPOSED",
                f"The log key {path} may be read or changed by others (mode {stat.S_IMODE(mode):04o}). If nobody else "
                f"can have read it, run: chmod 600 {path}. Otherwise replace the key and retire it.",
            )
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(str(path), str(error)) from error
    return signer_from_pem(text, name, source=str(path))


def signer_from_pem(pem: str, name: str, *, source: str = "the key passed in") -> Signer:
    """The signer of an unencrypted PKCS #8 PEM key, as an environment variable carries it.

    Raises:
        SepiaError: `KEY_UNREADABLE`, when the text holds no Ed25519 key.
    """
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unreadable(source, "it is not an unencrypted PKCS #8 PEM key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _unreadable(source, "it is not an Ed25519 key")
    return Signer(name, key)


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # never replaces, unlike a rename; and the file appears whole
        except FileExistsError:
            return
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)  # a key that signed must survive a power cut
        finally:
            os.close(folder)
    finally:
        draft.unlink(missing_ok=True)


def _unreadable(source: str, why: str) -> SepiaError:
    return precondition(
        "KEY_UNREADABLE",
        f"The log key can't be used ({source}): {why}. It must be an Ed25519 key in PKCS #8 PEM form, such as "
        "`openssl genpkey -algorithm ed25519` writes. Never replace the key of a log in use by a new one unnoticed.",
    )
