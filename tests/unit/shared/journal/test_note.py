"""Signed notes and checkpoints, against the example of Go's sumdb/note package and that of the C2SP documents."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import SepiaError
from shared.journal.merkle import EMPTY_ROOT
from shared.journal.note import Checkpoint, SignedNote, Signer, Verifier

# golang.org/x/mod/sumdb/note, package documentation and example_test.go
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_LINE = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# c2sp.org/tlog-checkpoint
C2SP_CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def signer(name: str = "sepia.registry", seed: int = 1) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def test_the_note_of_the_go_documentation_verifies() -> None:
    note = SignedNote.parse(GO_TEXT + "\n" + GO_LINE)
    assert note.text == GO_TEXT
    assert note.verified_by([Verifier.parse(GO_VERIFIER)]) == [Verifier.parse(GO_VERIFIER)]


def test_the_note_of_the_go_documentation_is_made_byte_for_byte() -> None:
    seed = base64.b64decode(GO_SIGNER.split("+", 4)[4])[1:]
    peter = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(seed))
    assert str(peter.verifier) == GO_VERIFIER
    assert peter.sign(GO_TEXT) == GO_TEXT + "\n" + GO_LINE


def test_the_checkpoint_of_the_c2sp_document_is_read() -> None:
    note = SignedNote.parse(C2SP_CHECKPOINT)
    checkpoint = Checkpoint.parse_body(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.body == note.text
    assert [line.name for line in note.signatures] == ["example.com/behind-the-sofa"]


def test_no_part_of_a_verifier_key_is_a_verifier_key() -> None:
    whole = len(GO_VERIFIER)
    parts = {GO_VERIFIER[i:j] for i in range(whole) for j in range(i + 1, whole + 1)} - {GO_VERIFIER}
    for part in parts:
        with pytest.raises(SepiaError):
            Verifier.parse(part)


@pytest.mark.parametrize("at", range(len(GO_VERIFIER)))
def test_a_verifier_key_with_one_wrong_character_is_refused(at: int) -> None:
    with pytest.raises(SepiaError):
        Verifier.parse(GO_VERIFIER[:at] + chr(ord(GO_VERIFIER[at]) + 1) + GO_VERIFIER[at + 1 :])


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_key_of_another_length_or_algorithm_is_refused(key: str) -> None:
    with pytest.raises(SepiaError, match="is not a verifier key"):
        Verifier.parse(key)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")))
def test_what_was_signed_is_read_back_and_verifies(text: str) -> None:
    text += "\n"
    note = SignedNote.parse(signer().sign(text))
    assert note.text == text
    assert note.verified_by([signer().verifier]) == [signer().verifier]


@given(st.data())
def test_a_note_with_one_changed_character_is_refused(data: st.DataObject) -> None:
    note = signer().sign(Checkpoint("sepia.registry", 7, EMPTY_ROOT).body)
    at = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda one: one != note[at]))
    with pytest.raises(SepiaError):
        SignedNote.parse(note[:at] + other + note[at + 1 :]).verified_by([signer().verifier])


def test_signatures_of_unknown_keys_are_ignored() -> None:
    text = "a text\n"
    ours, theirs = signer().sign(text), signer("witness.example", 2).sign(text)
    both = ours + theirs.split("\n\n")[1]
    assert SignedNote.parse(both).verified_by([signer().verifier]) == [signer().verifier]
    with pytest.raises(SepiaError, match="none of the trusted keys signed it"):
        SignedNote.parse(both).verified_by([signer("other.example", 3).verifier])


def test_another_spelling_of_the_same_signature_is_refused() -> None:
    note = signer().sign("a text\n")
    assert note.endswith("=\n")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    # The last character before one "=" carries two bits that decode to nothing.
    other = alphabet[alphabet.index(note[-3]) ^ 1]
    respelt = note[:-3] + other + "=\n"
    encoded, again = (one.rstrip().rpartition(" ")[2] for one in (note, respelt))
    assert base64.b64decode(encoded) == base64.b64decode(again)
    with pytest.raises(SepiaError, match="not a signature line"):
        SignedNote.parse(respelt)


def test_a_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    ours = signer().sign("a text\n")
    wrong = signer("witness.example", 2).sign("another text\n").split("\n\n")[1]
    with pytest.raises(SepiaError, match=r"witness\.example .* does not fit"):
        SignedNote.parse(ours + wrong).verified_by([signer().verifier, signer("witness.example", 2).verifier])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n\u2014 name\n",
        "text\n\n\u2014 name AAAA\n",
        "text\n\n- name AAAAAAAAAA==\n",
        "text\n\n\u2014 na+me AAAAAAAAAAA=\n",
        "text\n\n\u2014 name AAAAAAAAAAA=",
        "te\txt\n\n\u2014 name AAAAAAAAAAA=\n",
        "te\udc00xt\n\n\u2014 name AAAAAAAAAAA=\n",
        "text\n\n" + 101 * "\u2014 name AAAAAAAAAAA=\n",
        "text\n" * 300_000 + "\n\u2014 name AAAAAAAAAAA=\n",
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(SepiaError):
        SignedNote.parse(note)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u2003b"])
def test_a_name_that_would_break_the_format_is_refused(name: str) -> None:
    with pytest.raises(SepiaError, match="can't name a key"):
        signer(name)


@pytest.mark.parametrize("text", ["no newline at the end", "a\ttab\n"])
def test_a_text_that_would_break_the_format_is_not_signed(text: str) -> None:
    with pytest.raises(SepiaError):
        signer().sign(text)


ROOT_LINE = base64.b64encode(EMPTY_ROOT).decode()


@pytest.mark.parametrize(
    "body",
    [
        f"sepia.registry\n1\n{ROOT_LINE}",
        "sepia.registry\n1\n",
        f"\n1\n{ROOT_LINE}\n",
        f"sepia.registry\n01\n{ROOT_LINE}\n",
        f"sepia.registry\n-1\n{ROOT_LINE}\n",
        f"sepia.registry\n\u0661\n{ROOT_LINE}\n",
        f"sepia.registry\n1\n{ROOT_LINE[:-1]}\n",
        "sepia.registry\n1\nAAAA\n",
        f"sepia.registry\n1\n{ROOT_LINE}\n\nmore\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(SepiaError, match="not a log's checkpoint"):
        Checkpoint.parse_body(body)


def test_extension_lines_are_allowed() -> None:
    assert Checkpoint.parse_body(f"o\n0\n{ROOT_LINE}\nmore\n") == Checkpoint("o", 0, EMPTY_ROOT)
