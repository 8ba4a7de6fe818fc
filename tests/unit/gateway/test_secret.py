"""Owns the tests of the gateway's secret key."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from services.gateway.secret import FILENAME, Secret, secret_from
from shared.errors import SepiaError


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    first = secret_from("", folder)
    assert stat.S_IMODE((folder / FILENAME).stat().st_mode) == 0o600
    assert secret_from("", folder).decrypted(first.encrypted(b"private")) == b"private"
    assert [path.name for path in folder.iterdir()] == [FILENAME]


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    made: list[Secret] = []
    threads = [threading.Thread(target=lambda: made.append(secret_from("", tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealed = made[0].encrypted(b"private")
    assert [secret.decrypted(sealed) for secret in made] == [b"private"] * 8


def test_a_key_in_the_environment_is_preferred_and_leaves_no_file(tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    sealed = secret_from(key, tmp_path).encrypted(b"private")
    assert Fernet(key).decrypt(sealed) == b"private"
    assert list(tmp_path.iterdir()) == []


def test_while_a_key_is_replaced_both_decrypt_and_the_new_one_encrypts() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    both = Secret(f"{new}, {old}", source="the test")
    assert both.decrypted(Secret(old, source="the test").encrypted(b"private")) == b"private"
    assert Fernet(new).decrypt(both.encrypted(b"private")) == b"private"
    assert both.fingerprint("password") == Secret(old, source="the test").fingerprint("password")


@pytest.mark.parametrize("text", ["", "short", "ä" * 44, "=" * 44])
def test_what_is_no_key_is_refused_with_a_way_to_make_one(text: str) -> None:
    with pytest.raises(SepiaError, match="openssl rand"):
        Secret(text, source="the test")


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret_from("", tmp_path)
    (tmp_path / FILENAME).chmod(0o604)
    with pytest.raises(SepiaError, match="chmod 600"):
        secret_from("", tmp_path)


def test_a_fingerprint_depends_on_the_secret_and_on_the_key() -> None:
    one, other = (Secret(Fernet.generate_key().decode(), source="the test") for _ in range(2))
    assert one.fingerprint("a") == one.fingerprint("a")
    assert one.fingerprint("a") != one.fingerprint("b")
    assert one.fingerprint("a") != other.fingerprint("a")
