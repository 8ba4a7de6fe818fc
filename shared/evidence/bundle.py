"""Owns the evidence bundle: what a log recorded of one matter, with proofs and documents, in one file.

A bundle is a ZIP archive whose bytes follow from its parts: nothing is compressed, every date is 1 January 1980, parts
stand in the order of the manifest. So whoever reads it can make it again, and any byte that was altered shows:

    manifest.json     canonical JSON: format, subject, log, when it was made, and for every other part its name, size,
                      SHA-256 and what it is
    manifest.note     the manifest's SHA-256, signed with the log's key (a signed note, c2sp.org/signed-note)
    checkpoint.note   the log's signed checkpoint
    timestamp.tsr     optional: a time-stamp of the checkpoint by a third party (RFC 3161)
    entries/N.json    entry N of the log: its leaf, its content with the salt where they may be shown, and the proof
                      that it is in the tree of the checkpoint
    documents/NAME    a document that an entry names by its SHA-256
    figures/NAME      optional: a picture that was made, when the bundle was, from a page that an entry names by its
                      SHA-256 (`of` in the manifest); the page itself is not in it

What it proves, to somebody who knows the log's public key from elsewhere: these things were recorded, in this order, no
later than the checkpoint (with a time-stamp: than its time), and the documents are those recorded. It does not prove
that nothing else was recorded; that is what the whole log is for.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from shared.canonical import canonical_json, sha256_hex
from shared.errors import SepiaError, invalid
from shared.journal.leaf import Content
from shared.journal.note import Checkpoint, SignedNote, Signer, Verifier
from shared.journal.verify import PublishedEntry, verify_checkpoint, verify_entry_inclusion

__all__ = [
    "FORMAT",
    "Bundle",
    "BundledDocument",
    "BundledEntry",
    "BundledFigure",
    "Finding",
    "make_bundle",
    "verify_bundle",
]

FORMAT = "sepia-evidence-bundle-v1"
MANIFEST, MANIFEST_NOTE, CHECKPOINT, TIMESTAMP = "manifest.json", "manifest.note", "checkpoint.note", "timestamp.tsr"
MAX_BYTES = 2 * 1024 * 1024 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()-]{0,150}")
_HEADER_BEGINS, _LOCAL_HEADER, _DIRECTORY_ENTRY = b"PK\x03\x04", 30, 46
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class BundledEntry:
    """An entry of the log, as the log gives it out, with its proof of inclusion.

    Attributes:
        position: in the log, from 0.
        leaf: the bytes in the tree.
        content, salt: None where they may not be shown.
        proof: hashes of 32 bytes, from the leaf to the root of the checkpoint.
    """

    position: int
    leaf: bytes
    content: bytes | None
    salt: bytes | None
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class BundledDocument:
    """A document that an entry names by its SHA-256.

    Attributes:
        name: of the file: letters, digits, blanks and `._()-`.
        what: for people: `claim chart, version 2`.
        data: byte for byte.
    """

    name: str
    what: str
    data: bytes


@dataclass(frozen=True, slots=True)
class BundledFigure:
    """A picture that was made from a page.

    Attributes:
        name: of the file, as for a document.
        what: for people: of which chart, page and region.
        data: byte for byte.
        of: SHA-256 of the page, which an entry names.
    """

    name: str
    what: str
    data: bytes
    of: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold.

    Attributes:
        part: of the bundle: the name of a file in it, or `bundle` for the archive around them.
        text: what is wrong with it.
    """

    part: str
    text: str


@dataclass(slots=True)
class Bundle:
    """What a bundle says and whether it holds.

    Attributes:
        subject: resource name of what it is about; empty where the manifest cannot be read.
        made_at: when it was made, as its manifest says.
        limits: what its maker says is not in it; empty where nothing is said.
        checkpoint: of the log; None where it does not verify.
        checkpoint_note: its bytes, which a time-stamp is of.
        entries: by position, what everybody may see of entries: kind and time.
        contents: by position, what entries say; None where it may not be shown.
        documents, figures: bytes by name.
        timestamp: the bytes of the time-stamp; empty where there is none.
        checked: sentences; each says something that was found to be so.
        findings: what does not hold; empty where the bundle verifies.
    """

    subject: str = ""
    made_at: str = ""
    limits: str = ""
    checkpoint: Checkpoint | None = None
    checkpoint_note: bytes = b""
    entries: dict[int, PublishedEntry] = field(default_factory=dict[int, PublishedEntry])
    contents: dict[int, Content | None] = field(default_factory=dict[int, "Content | None"])
    documents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    figures: dict[str, bytes] = field(default_factory=dict[str, bytes])
    timestamp: bytes = b""
    checked: list[str] = field(default_factory=list[str])
    findings: list[Finding] = field(default_factory=list[Finding])


def make_bundle(
    subject: str,
    log: str,
    entries: Sequence[BundledEntry],
    documents: Sequence[BundledDocument],
    *,
    checkpoint: str,
    made_at: str,
    signer: Signer,
    timestamp: bytes = b"",
    figures: Sequence[BundledFigure] = (),
    limits: str = "",
) -> bytes:
    """The bundle as bytes; the same parts give the same bytes, but for the signature's own.

    Args:
        subject: resource name of what it is about.
        log: resource name of the log.
        entries: at least one; positions differ.
        documents: names differ.
        checkpoint: the signed note that the proofs lead to.
        made_at: the instant as canonical text.
        signer: of the log.
        timestamp: a response of a time-stamping authority over the checkpoint's bytes.
        figures: pictures made from pages that entries name; names differ.
        limits: what whoever reads it should know is not in it, and why.

    Raises:
        SepiaError: INVALID_ARGUMENT (BUNDLE_UNUSABLE): nothing in it, names that are none or there twice, too large.
    """
    parts: list[tuple[str, str, bytes]] = [(CHECKPOINT, f"signed checkpoint of {log}", checkpoint.encode())]
    if timestamp:
        parts.append((TIMESTAMP, "time-stamp of the checkpoint (RFC 3161)", timestamp))
    for entry in sorted(entries, key=lambda each: each.position):
        parts.append((f"entries/{entry.position}.json", f"entry {entry.position} of {log}", _entry_bytes(entry)))
    for each in (*documents, *figures):
        if not _NAME.fullmatch(each.name):
            raise _unusable(f"{each.name!r} is no name for a document in it")
    parts += [(f"documents/{document.name}", document.what, document.data) for document in documents]
    parts += [(f"figures/{figure.name}", figure.what, figure.data) for figure in figures]
    pages = {f"figures/{figure.name}": figure.of for figure in figures}
    names = [name for name, _, _ in parts]
    if not entries or len(set(names)) < len(names):
        raise _unusable("it needs at least one entry, and every part has a name of its own")
    if sum(len(data) for _, _, data in parts) > MAX_BYTES:
        raise _unusable("its parts have more than 2 GiB together")
    manifest = canonical_json(
        {
            "format": FORMAT,
            "subject": subject,
            "log": log,
            "made_at": made_at,
            "parts": [
                {
                    "name": name,
                    "what": what,
                    "size": len(data),
                    "sha256": sha256_hex(data),
                    **({"of": pages[name]} if name in pages else {}),
                }
                for name, what, data in parts
            ],
            **({"limits": limits} if limits else {}),
        }
    )
    note = signer.sign(_manifest_text(manifest))
    return _archive([(MANIFEST, manifest), (MANIFEST_NOTE, note.encode()), *((n, d) for n, _, d in parts)])


def verify_bundle(data: bytes, key: Verifier) -> Bundle:
    """Checks all of a bundle against a log's public key, offline; every part that was altered is named.

    Args:
        data: the file.
        key: known from elsewhere than the bundle.
    """
    bundle = Bundle()
    parts = _parts(data, key, bundle)
    if MANIFEST not in parts:
        if not bundle.findings:
            bundle.findings.append(Finding("bundle", "there is no manifest in it"))
        return bundle
    manifest = _manifest(parts[MANIFEST], parts.get(MANIFEST_NOTE, b""), key, bundle)
    if manifest is None:
        return bundle
    bundle.subject, bundle.made_at = manifest["subject"], manifest["made_at"]
    bundle.limits = manifest.get("limits", "")
    listed = [MANIFEST, MANIFEST_NOTE]
    for part in manifest["parts"]:
        listed.append(part["name"])
        given = parts.get(part["name"])
        if given is None:
            bundle.findings.append(Finding(part["name"], "is missing"))
        elif len(given) != part["size"] or sha256_hex(given) != part["sha256"]:
            bundle.findings.append(Finding(part["name"], "is not what the manifest lists: bytes of it were altered"))
    if unlisted := [name for name in parts if name not in listed]:
        bundle.findings += [Finding(name, "is not in the manifest: it was put in later") for name in unlisted]
    _compare_archive(data, [(name, parts[name]) for name in listed if name in parts], bundle)
    if bundle.findings:
        return bundle
    bundle.checked.append(f"all {len(parts)} parts are those that the signed manifest lists, byte for byte")
    _verify_log(parts, manifest, key, bundle)
    return bundle


def _verify_log(parts: Mapping[str, bytes], manifest: Mapping[str, Any], key: Verifier, bundle: Bundle) -> None:
    try:
        bundle.checkpoint_note = parts[CHECKPOINT]
        bundle.checkpoint = verify_checkpoint(parts[CHECKPOINT].decode(), key)
    except (SepiaError, UnicodeDecodeError) as error:
        bundle.findings.append(Finding(CHECKPOINT, str(error)))
        return
    bundle.checked.append(
        f"the checkpoint of {manifest['log']} ({bundle.checkpoint.size:,} entries) is signed with the key of {key.name}"
    )
    said = ""
    for part in manifest["parts"]:
        name: str = part["name"]
        if not name.startswith("entries/"):
            continue
        try:
            entry = _entry(parts[name])
            published = PublishedEntry.from_leaf(entry.position, entry.leaf, entry.content, entry.salt)
            bundle.entries[entry.position] = published
            bundle.contents[entry.position] = verify_entry_inclusion(published, entry.proof, bundle.checkpoint)
        except (SepiaError, ValueError, KeyError, TypeError) as error:
            bundle.findings.append(Finding(name, f"does not verify: {error}"))
            continue
        said += (entry.content or b"").decode()
    if not bundle.findings:
        shown = sum(content is not None for content in bundle.contents.values())
        bundle.checked.append(
            f"{len(bundle.contents):,} entries are in the tree of that checkpoint; {shown:,} contents open their "
            f"commitments, {len(bundle.contents) - shown:,} are withheld"
        )
    for part in manifest["parts"]:
        name = part["name"]
        if name.startswith("documents/"):
            bundle.documents[name.removeprefix("documents/")] = parts[name]
            if part["sha256"] not in said:
                bundle.findings.append(Finding(name, "is named by no entry of the bundle whose content is shown"))
        if name.startswith("figures/"):
            bundle.figures[name.removeprefix("figures/")] = parts[name]
            if not part.get("of") or part["of"] not in said:
                text = "is said to be made from a page that no entry of the bundle names whose content is shown"
                bundle.findings.append(Finding(name, text))
    if bundle.documents and not bundle.findings:
        bundle.checked.append(f"{len(bundle.documents)} documents have the digests that were recorded")
    if bundle.figures and not bundle.findings:
        bundle.checked.append(
            f"pictures made by the log's owner from pages with recorded digests: {len(bundle.figures)}"
        )
    bundle.timestamp = parts.get(TIMESTAMP, b"")


def _manifest(data: bytes, note: bytes, key: Verifier, bundle: Bundle) -> dict[str, Any] | None:
    try:
        signed = SignedNote.parse(note.decode())
        signed.verified_by([key])
    except (SepiaError, UnicodeDecodeError) as error:
        bundle.findings.append(Finding(MANIFEST_NOTE, f"is not signed with this log's key, or was altered: {error}"))
        return None
    if signed.text != _manifest_text(data):
        bundle.findings.append(Finding(MANIFEST, "was altered: its SHA-256 is not the one that was signed"))
        return None
    try:
        manifest = cast("dict[str, Any]", json.loads(data))
        if manifest["format"] != FORMAT:
            raise ValueError(f"its format is {manifest['format']!r}, not {FORMAT!r}")
        for part in manifest["parts"]:
            if not isinstance(part["name"], str) or not isinstance(part["size"], int):
                raise TypeError("a part has no name or size")
        if not isinstance(manifest["subject"], str) or not isinstance(manifest["made_at"], str):
            raise TypeError("it has no subject or time")
    except (ValueError, KeyError, TypeError) as error:
        bundle.findings.append(Finding(MANIFEST, f"cannot be read: {error}"))
        return None
    bundle.checked.append(f"the manifest is signed with the key of {key.name}")
    return manifest


def _parts(data: bytes, key: Verifier, bundle: Bundle) -> dict[str, bytes]:
    """Parts by name, read without the archive's own checksums: what was altered is to be named, not only noticed.

    An archive says twice where its parts are. Where the two differ, one of them was altered, and the other gives the
    parts that the signed manifest lists.
    """
    ways = [parts for parts in (_by_directory(data), _by_headers(data)) if parts]
    if not ways:
        bundle.findings.append(Finding("bundle", "is not an evidence bundle, or its directory was altered"))
        return {}
    if all(parts == ways[0] for parts in ways):
        return ways[0]
    return next((parts for parts in ways if _are_whole(parts, key)), ways[0])


def _are_whole(parts: Mapping[str, bytes], key: Verifier) -> bool:
    manifest = _manifest(parts.get(MANIFEST, b""), parts.get(MANIFEST_NOTE, b""), key, Bundle())
    if manifest is None:
        return False
    listed = {part["name"]: part["sha256"] for part in manifest["parts"]}
    given = {name: sha256_hex(part) for name, part in parts.items() if name not in (MANIFEST, MANIFEST_NOTE)}
    return given == listed


def _by_directory(data: bytes) -> dict[str, bytes] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return None
    found: dict[str, bytes] = {}
    for part in listed:
        start = part.header_offset + _LOCAL_HEADER + len(part.filename.encode())
        if part.filename in found or start + part.file_size > len(data):
            return None
        found[part.filename] = data[start : start + part.file_size]
    return found


def _by_headers(data: bytes) -> dict[str, bytes] | None:
    found: dict[str, bytes] = {}
    place = 0
    while data[place : place + 4] == _HEADER_BEGINS:
        size, length, extra = struct.unpack_from("<I4xHH", data, place + 18) if place + 30 <= len(data) else (0, 0, 0)
        start = place + _LOCAL_HEADER + length + extra
        name = data[place + _LOCAL_HEADER : place + _LOCAL_HEADER + length].decode("utf-8", errors="replace")
        if not length or name in found or start + size > len(data):
            break
        found[name] = data[start : start + size]
        place = start + size
    return found or None


def _compare_archive(data: bytes, parts: Sequence[tuple[str, bytes]], bundle: Bundle) -> None:
    """Makes the archive again; the first byte that differs outside the parts is reported."""
    if bundle.findings:
        return
    again = _archive(parts)
    if again != data:
        place = next(
            (n for n, (one, other) in enumerate(zip(again, data, strict=False)) if one != other),
            min(len(again), len(data)),
        )
        bundle.findings.append(Finding("bundle", f"{_around(parts, place)} was altered at byte {place:,}"))


def _around(parts: Sequence[tuple[str, bytes]], place: int) -> str:
    """What of the archive around the parts is at a place."""
    end = 0
    for name, part in parts:
        end += _LOCAL_HEADER + len(name.encode()) + len(part)
        if place < end:
            return f"the archive's header of {name}"
    for name, _ in parts:
        end += _DIRECTORY_ENTRY + len(name.encode())
        if place < end:
            return f"the archive's directory, at {name},"
    return "the end of the archive"


def _archive(parts: Sequence[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts:
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def _entry_bytes(entry: BundledEntry) -> bytes:
    return canonical_json(
        {
            "position": entry.position,
            "leaf": entry.leaf.decode(),
            "content": None if entry.content is None else entry.content.decode(),
            "salt": None if entry.salt is None else entry.salt.hex(),
            "proof": [each.hex() for each in entry.proof],
        }
    )


def _entry(data: bytes) -> BundledEntry:
    document = json.loads(data)
    content, salt = document["content"], document["salt"]
    return BundledEntry(
        int(document["position"]),
        str(document["leaf"]).encode(),
        None if content is None else str(content).encode(),
        None if salt is None else bytes.fromhex(salt),
        tuple(bytes.fromhex(each) for each in document["proof"]),
    )


def _manifest_text(manifest: bytes) -> str:
    return f"{FORMAT}\n{sha256_hex(manifest)}\n"


def _unusable(why: str) -> SepiaError:
    return invalid("BUNDLE_UNUSABLE", f"The evidence bundle cannot be made: {why}.")
