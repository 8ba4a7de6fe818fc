"""Owns signed notes and checkpoints in the C2SP formats (c2sp.org/signed-note, c2sp.org/tlog-checkpoint).

A checkpoint says: the log named *origin* had *size* entries, and this was the root of its tree. It is a text of three
lines, signed with Ed25519, so that witnesses, Go's `sumdb/note` and every other C2SP tool can read it:

    sepia.registry
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — sepia.registry Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import SepiaError, invalid
from shared.journal.merkle import HASH_SIZE

_ED25519 = b"\x01"  # c2sp.org/signed-note, "Signature types"
_DASH = "\u2014 "
_MAX_NOTE = 1_000_000  # characters; the format asks for a limit and for room for 16 post-quantum signatures
_MAX_SIGNATURES = 100
_SIZE_LINE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key that may sign notes: a name and an Ed25519 key, identified together by a short key id.

    Attributes:
        name: without spaces and plus signs; a log's key is named after its origin.
        public_key: 32 bytes (RFC 8032).
    """

    name: str
    public_key: bytes
    _key: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        try:
            key = Ed25519PublicKey.from_public_bytes(self.public_key)
        except ValueError:
            raise invalid(
                "VERIFIER_KEY_INVALID",
                f"The key of {self.name} has {len(self.public_key)} bytes; Ed25519 keys have 32.",
            ) from None
        object.__setattr__(self, "_key", key)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a verifier key: `name+hexadecimal key id+base64(0x01 || public key)`.

        Raises:
            SepiaError: `VERIFIER_KEY_INVALID`, when it is damaged, or is a key of another algorithm.
        """
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise _key_refused(text, "it is not of the form name+keyid+key")
        name, key_id, encoded = parts
        data = _unbase64(encoded)
        if data is None:
            raise _key_refused(text, "its key is not base64")
        if data[:1] != _ED25519 or len(data) != 33:
            raise _key_refused(text, "its key is not an Ed25519 key")
        verifier = cls(name, data[1:])
        if key_id != verifier.key_id.hex():
            raise _key_refused(text, f"its key id should be {verifier.key_id.hex()}: a character was changed or lost")
        return verifier

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || 0x0A || 0x01 || public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public_key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(_ED25519 + self.public_key)}"

    def accepts(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature over the text."""
        try:
            self._key.verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer:
    """A private key that signs notes under a name."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self._verifier = Verifier(name, private_key.public_key().public_bytes_raw())

    @property
    def name(self) -> str:
        """The name it signs under; for a log, its origin."""
        return self._verifier.name

    @property
    def verifier(self) -> Verifier:
        """The public half, to be given to everyone."""
        return self._verifier

    def sign(self, text: str) -> str:
        """The signed note of a text that ends in a newline.

        Raises:
            SepiaError: `NOTE_MALFORMED`, when the text cannot be the text of a note.
        """
        if not text.endswith("\n"):
            raise _malformed("its text does not end in a newline")
        _check_characters(text)
        signature = self._private_key.sign(text.encode())
        return f"{text}\n{_DASH}{self.name} {_base64(self._verifier.key_id + signature)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note, not verified."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note taken apart; its text means nothing before `verified_by` has returned."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, note: str) -> Self:
        """Takes a note apart.

        Raises:
            SepiaError: `NOTE_MALFORMED`.
        """
        if len(note) > _MAX_NOTE:
            raise _malformed(f"it is longer than {_MAX_NOTE} characters")
        _check_characters(note)
        # The text ends at the last empty line, so it may hold empty lines itself.
        cut = note.rfind("\n\n")
        if cut < 0:
            raise _malformed("it has no empty line between text and signatures")
        text, tail = note[: cut + 1], note[cut + 2 :]
        if not tail.endswith("\n"):
            raise _malformed("it has no complete signature line")
        lines = tail[:-1].split("\n")
        if len(lines) > _MAX_SIGNATURES:
            raise _malformed(f"it has more than {_MAX_SIGNATURES} signatures")
        return cls(text, tuple(_signature(line) for line in lines))

    def verified_by(self, verifiers: Iterable[Verifier]) -> list[Verifier]:
        """The known keys that signed this note; signatures of unknown keys are ignored, as the format demands.

        Raises:
            SepiaError: `NOTE_SIGNATURE_INVALID`, when a known key's signature is wrong or no known key signed.
        """
        known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
        signed: list[Verifier] = []
        for line in self.signatures:
            verifier = known.get((line.name, line.key_id))
            if verifier is None or verifier in signed:
                continue
            if not verifier.accepts(self.text, line.signature):
                raise _unsigned(f"the signature of {line.name} ({line.key_id.hex()}) does not fit its text")
            signed.append(verifier)
        if not signed:
            names = ", ".join(f"{name} ({key_id.hex()})" for name, key_id in known) or "none given"
            raise _unsigned(f"none of the trusted keys signed it (trusted: {names})")
        return signed


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its name, its number of entries and the root of its tree (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The text that is signed: origin, size and base64 root, a line each."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"

    @classmethod
    def parse_body(cls, text: str) -> Self:
        """Reads the text of a checkpoint; extension lines after the third are allowed and ignored.

        Raises:
            SepiaError: `CHECKPOINT_MALFORMED`.
        """
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() != "":
            raise _checkpoint_malformed("it does not have its three lines")
        if not all(lines):
            raise _checkpoint_malformed("it has an empty line")
        origin, size, encoded = lines[:3]
        if not _SIZE_LINE.fullmatch(size):
            raise _checkpoint_malformed(f"its size is {size!r}, not a decimal number without leading zeros")
        root = _unbase64(encoded)
        if root is None or len(root) != HASH_SIZE:
            raise _checkpoint_malformed("its root is not the base64 of 32 bytes")
        return cls(origin, int(size), root)


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = _unbase64(encoded)
    if not line.startswith(_DASH) or data is None or len(data) < 5:
        raise _malformed(f"{line[:80]!r} is not a signature line")
    _check_name(name)
    return Signature(name, data[:4], data[4:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise invalid(
            "KEY_NAME_INVALID", f"{name!r} can't name a key: it must not be empty or hold spaces or plus signs."
        )


def _check_characters(text: str) -> None:
    for place, character in enumerate(text):
        if character < " " and character != "\n":
            raise _malformed(f"it holds the control character U+{ord(character):04X} at {place}")
        if "\ud800" <= character <= "\udfff":
            raise _malformed(f"it holds a lone surrogate at {place}")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str) -> bytes | None:
    """The bytes, or None where the text is not the one base64 form of any bytes (RFC 4648, section 4)."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _base64(data) == text else None


def _malformed(why: str) -> SepiaError:
    return invalid("NOTE_MALFORMED", f"This is not a signed note: {why}. Pass the whole note as the log gave it.")


def _checkpoint_malformed(why: str) -> SepiaError:
    return invalid("CHECKPOINT_MALFORMED", f"This note is not a log's checkpoint: {why}.")


def _unsigned(why: str) -> SepiaError:
    return invalid("NOTE_SIGNATURE_INVALID", f"This note is not to be trusted: {why}.")


def _key_refused(text: str, why: str) -> SepiaError:
    return invalid("VERIFIER_KEY_INVALID", f"{text[:100]!r} is not a verifier key: {why}. Copy the whole key again.")
