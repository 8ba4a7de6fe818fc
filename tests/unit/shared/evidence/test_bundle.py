"""Evidence bundles: whole, they verify offline with the public key alone; whatever byte is altered is named."""

from __future__ import annotations

import datetime as dt
import io
import uuid
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.canonical import sha256_hex
from shared.errors import SepiaError
from shared.evidence import BundledDocument, BundledEntry, BundledFigure, make_bundle, verify_bundle
from shared.journal import leaf, merkle
from shared.journal.note import Checkpoint, Signer

SIGNER = Signer("sepia.assessment", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
PAGE = b"a page that figures are cited from"
DOCUMENT = b"The opinion, as it was issued."


def recorded(number: int) -> tuple[bytes, bytes, bytes]:
    """An entry's salt, content and leaf bytes."""
    entry = leaf.Entry(
        uuid.UUID(int=number),
        "evaluator:check:open" if number % 2 else "evaluator:check:record",
        "checks/7",
        "accounts/e1",
        dt.datetime(2026, 3, 1, 9, number, tzinfo=dt.UTC),
        {"step": number, "opinion": sha256_hex(DOCUMENT) if number == 4 else "", "page": sha256_hex(PAGE)},
        ("public",),
    )
    sealed = leaf.seal(entry, lambda: bytes([number]) * 32)
    data = leaf.leaf_data(entry.id, entry.kind, entry.recorded_at, sealed.commitment)
    return sealed.salt, sealed.content, data


def proof(leaves: list[bytes], position: int) -> tuple[bytes, ...]:
    """The proof of inclusion, made from the whole tree."""
    plan = merkle.plan_inclusion(position, len(leaves))
    return tuple(plan.assemble({node: node_hash(leaves, node) for node in plan.nodes}))


def node_hash(leaves: list[bytes], node: merkle.Node) -> bytes:
    begin = node.index << node.level
    return merkle.root_of(leaves[begin : begin + (1 << node.level)])


def bundled(
    positions: tuple[int, ...] = (1, 2, 4), withheld: tuple[int, ...] = (2,), page: str = sha256_hex(PAGE)
) -> bytes:
    made = [recorded(number) for number in range(7)]
    leaves = [merkle.hash_leaf(data) for _, _, data in made]
    root = merkle.root_of(leaves)
    checkpoint = SIGNER.sign(Checkpoint("sepia.assessment", len(leaves), root).body)
    entries = [
        BundledEntry(
            position,
            made[position][2],
            None if position in withheld else made[position][1],
            None if position in withheld else made[position][0],
            proof(leaves, position),
        )
        for position in positions
    ]
    return make_bundle(
        "checks/7",
        "logs/assessment",
        entries,
        [BundledDocument("opinion.txt", "the opinion", DOCUMENT)],
        checkpoint=checkpoint,
        made_at="2026-03-02T00:00:00Z",
        signer=SIGNER,
        figures=[BundledFigure("1.png", "figure 1", b"a picture", page)],
        limits="Steps are for officers.",
    )


def test_a_whole_bundle_verifies_and_says_what_was_recorded() -> None:
    found = verify_bundle(bundled(), SIGNER.verifier)
    assert found.findings == []
    assert found.subject == "checks/7"
    assert found.documents == {"opinion.txt": DOCUMENT}
    assert {position: content is None for position, content in found.contents.items()} == {1: False, 2: True, 4: False}
    assert any("2 contents open their commitments, 1 are withheld" in line for line in found.checked)


def test_the_same_parts_give_the_same_bytes() -> None:
    assert bundled() == bundled()


def regions(data: bytes) -> dict[str, range]:
    """Where each part's own bytes are."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found: dict[str, range] = {}
        for part in archive.infolist():
            start = part.header_offset + 30 + len(part.filename.encode())
            found[part.filename] = range(start, start + part.file_size)
        return found


@pytest.mark.parametrize("mask", [0x01, 0x80])
def test_any_single_altered_byte_is_found_and_its_part_named(mask: int) -> None:
    data = bundled()
    parts = regions(data)
    assert {"manifest.json", "manifest.note", "checkpoint.note", "entries/4.json", "figures/1.png"} <= set(parts)
    named: dict[str, int] = {}
    for place in range(len(data)):
        altered = bytearray(data)
        altered[place] ^= mask
        (finding,) = verify_bundle(bytes(altered), SIGNER.verifier).findings
        inside = next((name for name, region in parts.items() if place in region), "bundle")
        assert finding.part == inside, (place, finding)
        if inside == "bundle":
            assert finding.text.endswith(f"at byte {place:,}"), (place, finding)
        named[inside] = named.get(inside, 0) + 1
    assert named == {name: len(region) for name, region in parts.items()} | {
        "bundle": len(data) - sum(map(len, parts.values()))
    }


def test_a_picture_of_a_page_that_no_entry_names_is_no_evidence() -> None:
    found = verify_bundle(bundled(page="0" * 64), SIGNER.verifier)
    assert [each.part for each in found.findings] == ["figures/1.png"]


def test_what_is_not_in_a_bundle_is_said_in_what_is_signed() -> None:
    found = verify_bundle(bundled(), SIGNER.verifier)
    assert found.limits == "Steps are for officers."
    data = bundled().replace(b"Steps are for officers.", b"Steps are for everyone.")
    assert [each.part for each in verify_bundle(data, SIGNER.verifier).findings] == ["manifest.json"]


@pytest.mark.parametrize("data", [b"", b"PK", bundled()[:-7], bundled() + b"\n", b"x" + bundled()])
def test_what_is_cut_off_or_added_to_is_found(data: bytes) -> None:
    assert verify_bundle(data, SIGNER.verifier).findings


def test_another_key_does_not_verify_it() -> None:
    other = Signer("sepia.assessment", Ed25519PrivateKey.generate())
    assert verify_bundle(bundled(), other.verifier).findings[0].part == "manifest.note"


def test_a_document_that_no_entry_names_is_no_evidence() -> None:
    found = verify_bundle(bundled(positions=(1, 2)), SIGNER.verifier)
    assert [each.part for each in found.findings] == ["documents/opinion.txt"]


def test_a_bundle_of_nothing_or_with_unusable_names_is_refused() -> None:
    for entries, name in (([], "a.txt"), ([BundledEntry(0, b"{}", None, None, ())], "../a.txt")):
        with pytest.raises(SepiaError) as refused:
            make_bundle(
                "checks/7",
                "logs/assessment",
                entries,
                [BundledDocument(name, "x", b"")],
                checkpoint="",
                made_at="",
                signer=SIGNER,
            )
        assert refused.value.reason == "BUNDLE_UNUSABLE"
