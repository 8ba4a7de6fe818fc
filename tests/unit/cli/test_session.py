"""Where Sepia is and who is signed in."""

import datetime as dt
import json
import stat
from pathlib import Path

import pytest

from services.cli.session import (
    ADDRESS,
    KeptCredentials,
    KeptSignIn,
    SignIns,
    chosen_address,
    config_folder,
    read_accounts_file,
)
from services.cli.up import write_accounts
from shared.clock import SystemClock
from shared.errors import SepiaError

ADDRESS_HERE = "127.0.0.1:8080"


def sign_in(minutes: float, api_key: str = "") -> KeptSignIn:
    expires = SystemClock().now() + dt.timedelta(minutes=minutes)
    return KeptSignIn("accounts/officer", "token", expires.isoformat(), api_key)


def test_a_sign_in_is_kept_for_its_owner_alone_and_one_for_each_address(tmp_path: Path):
    sign_ins = SignIns(tmp_path / "sepia")
    sign_ins.keep(ADDRESS_HERE, sign_in(10))
    assert stat.S_IMODE(sign_ins.file(ADDRESS_HERE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "sepia").stat().st_mode) == 0o700
    kept = sign_ins.read(ADDRESS_HERE)
    assert kept is not None
    assert kept.account == "accounts/officer"
    assert sign_ins.read("elsewhere:8080") is None
    sign_ins.forget(ADDRESS_HERE)
    assert sign_ins.read(ADDRESS_HERE) is None


def test_a_spoilt_sign_in_counts_as_none(tmp_path: Path):
    sign_ins = SignIns(tmp_path)
    sign_ins.file(ADDRESS_HERE).write_text("{")
    assert sign_ins.read(ADDRESS_HERE) is None


async def test_a_token_is_used_until_just_before_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SEPIA_API_KEY", raising=False)
    sign_ins = SignIns(tmp_path)
    sign_ins.keep(ADDRESS_HERE, sign_in(10))
    assert await KeptCredentials(ADDRESS_HERE, sign_ins).token() == "token"
    sign_ins.keep(ADDRESS_HERE, sign_in(0.1))
    credentials = KeptCredentials(ADDRESS_HERE, sign_ins)
    assert await credentials.token() == ""
    assert credentials.signed_out_because == "the token has expired"


async def test_who_has_not_signed_in_calls_unsigned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SEPIA_API_KEY", raising=False)
    credentials = KeptCredentials(ADDRESS_HERE, SignIns(tmp_path))
    assert await credentials.token() == ""
    assert credentials.signed_out_because == "nobody has signed in here"


def test_the_address_is_the_option_then_the_variable_then_this_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SEPIA_ADDRESS", raising=False)
    ADDRESS.set("")
    assert chosen_address() == ADDRESS_HERE
    monkeypatch.setenv("SEPIA_ADDRESS", "http://sepia.example:443/")
    assert chosen_address() == "sepia.example:443"
    token = ADDRESS.set("other:1")
    try:
        assert chosen_address() == "other:1"
    finally:
        ADDRESS.reset(token)


def test_the_config_folder_follows_the_desktop_convention(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert config_folder() == tmp_path / "sepia"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert config_folder() == tmp_path / ".config" / "sepia"


def test_first_accounts_are_made_up_once_and_only_their_owner_reads_them(tmp_path: Path):
    file = tmp_path / "secrets" / "accounts.json"
    write_accounts(file)
    passwords = read_accounts_file(file)
    assert {"admin", "officer", "demo.evaluator1", "demo.evaluator6"} <= set(passwords)
    assert min(map(len, passwords.values())) >= 20
    assert len(set(passwords.values())) == len(passwords)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    write_accounts(file)
    assert read_accounts_file(file) == passwords
    roles = {account["account_id"]: account["roles"] for account in json.loads(file.read_text())}
    assert roles["officer"] == ["OFFICER"]
    assert roles["admin"] == ["ADMINISTRATOR"]


def test_an_accounts_file_that_cannot_be_read_says_who_writes_it(tmp_path: Path):
    with pytest.raises(SepiaError, match=r"No such file.*`sepia up` writes it"):
        read_accounts_file(tmp_path / "absent.json")
    (tmp_path / "bad.json").write_text("[1]")
    with pytest.raises(SepiaError, match="not a list of accounts"):
        read_accounts_file(tmp_path / "bad.json")
