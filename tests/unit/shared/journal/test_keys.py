"""The file that holds a log's signing key."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from shared.errors import SepiaError
from shared.journal.keys import load_or_create, signer_from_pem


def key_of(path: str) -> str:
    return str(load_or_create(Path(path), "sepia.registry").verifier)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "registry.pem"
    first = load_or_create(path, "sepia.registry")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create(path, "sepia.registry").verifier == first.verifier
    assert [file.name for file in path.parent.iterdir()] == ["registry.pem"]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = pool.map(key_of, [str(tmp_path / "log.pem")] * 16, chunksize=1)
    assert len(set(keys)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["log.pem"]


def test_a_process_that_saw_no_key_does_not_replace_one_made_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.pem"
    first = load_or_create(path, "sepia.registry")
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert load_or_create(path, "sepia.registry").verifier == first.verifier
    assert [file.name for file in tmp_path.iterdir()] == ["log.pem"]


def test_a_key_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "log.pem"
    load_or_create(path, "sepia.registry")
    path.chmod(0o644)
    with pytest.raises(SepiaError, match="chmod 600"):
        load_or_create(path, "sepia.registry")


def test_a_key_passed_as_text_is_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "log.pem"
    signer = load_or_create(path, "sepia.registry")
    assert signer_from_pem(path.read_text(), "sepia.registry").verifier == signer.verifier


@pytest.mark.parametrize("text", ["", "not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.pem"
    path.touch(mode=0o600)
    path.write_text(text)
    with pytest.raises(SepiaError, match=r"log\.pem.*PKCS #8"):
        load_or_create(path, "sepia.registry")


def test_a_key_of_another_algorithm_is_refused() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(SepiaError, match="not an Ed25519 key"):
        signer_from_pem(pem.decode(), "sepia.registry")


def test_a_folder_in_place_of_the_key_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SepiaError):
        load_or_create(tmp_path, "sepia.registry")
