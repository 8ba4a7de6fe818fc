"""Owns the tests of opening, listing and closing accounts, and of an installation's first ones."""

from __future__ import annotations

import asyncio
import json
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from sepia.auth.v1.auth_pb2 import Role
from sepia.gateway.v1 import accounts_pb2 as pb
from sepia.gateway.v1.accounts_pb2_grpc import AccountServiceStub
from sepia.journal.v1 import journal_pb2
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from services.gateway import tables
from services.gateway.accounts.first import open_first_accounts, read_accounts
from services.gateway.app import SERVICE
from services.gateway.passwords import Passwords
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.gateway.doors import ADMINISTRATOR, HOLDER, OFFICER, QUICK, Door, open_door
from tests.support import Databases


def asked(account_id: str, **changes: object) -> pb.CreateAccountRequest:
    values = {
        "account_id": account_id,
        "display_name": "Somebody",
        "roles": [Role.ROLE_EVALUATOR],
        "password": "a long enough password",
        **changes,
    }
    return pb.CreateAccountRequest(**values)  # type: ignore[arg-type]


async def create(client: Client, request: pb.CreateAccountRequest) -> pb.Account:
    return await client.call(client.stub(AccountServiceStub).CreateAccount, request)


async def refusal(client: Client, request: pb.CreateAccountRequest) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await create(client, request)
    return caught.value


async def test_an_administrator_opens_an_account_that_can_sign_in(door: Door) -> None:
    account = await create(await door.signed_in(ADMINISTRATOR), asked("eva.expert", organization="holders/acme"))
    assert account.name == "accounts/eva.expert"
    assert list(account.roles) == [Role.ROLE_EVALUATOR]
    assert not account.disabled
    assert (await door.issue("eva.expert", "a long enough password")).account == account


async def test_an_id_is_used_once(door: Door) -> None:
    admin = await door.signed_in(ADMINISTRATOR)
    await create(admin, asked("twice"))
    assert (await refusal(admin, asked("twice"))).kind is Kind.EXISTS


async def test_of_two_who_open_the_same_account_at_once_one_is_refused(door: Door) -> None:
    admin = await door.signed_in(ADMINISTRATOR)
    outcomes = await asyncio.gather(
        *(create(admin, asked("contended", display_name=name)) for name in ("A", "B")), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Account", "SepiaError"]


async def test_a_retry_gets_the_first_answer_and_opens_nothing_twice(door: Door) -> None:
    admin = await door.signed_in(ADMINISTRATOR)
    request = asked("retried", request_id="retry-1")
    assert await create(admin, request) == await create(admin, request)
    async with door.database.read() as connection:
        entry = tables.JOURNAL.entry
        recorded = await connection.scalar(sa.select(sa.func.count()).where(entry.c.subject == "accounts/retried"))
    assert recorded == 1


async def test_a_request_id_with_another_password_is_refused(door: Door) -> None:
    admin = await door.signed_in(ADMINISTRATOR)
    await create(admin, asked("reused", request_id="reuse-1"))
    error = await refusal(admin, asked("reused", request_id="reuse-1", password="quite another password"))
    assert error.reason == "REQUEST_ID_REUSED"


@pytest.mark.parametrize("role", [Role.ROLE_PUBLIC, Role.ROLE_SIGNED_IN, Role.ROLE_SERVICE])
async def test_a_role_that_no_person_has_is_not_given(door: Door, role: Role.ValueType) -> None:
    error = await refusal(await door.signed_in(ADMINISTRATOR), asked("greedy", roles=[Role.ROLE_OFFICER, role]))
    assert (error.kind, error.reason) == (Kind.INVALID, "ROLE_NOT_FOR_ACCOUNTS")
    assert Role.Name(role) in error.message


async def test_a_short_password_is_refused_without_being_repeated(door: Door) -> None:
    error = await refusal(await door.signed_in(ADMINISTRATOR), asked("hasty", password="elevenchars"))
    assert error.kind is Kind.INVALID
    assert "elevenchars" not in str(error) + repr(error.violations)


async def test_only_administrators_open_accounts(door: Door) -> None:
    assert (await refusal(await door.signed_in(OFFICER), asked("mine"))).kind is Kind.FORBIDDEN
    assert (await refusal(door.client(), asked("mine"))).kind is Kind.UNAUTHENTICATED


async def test_accounts_are_listed_page_by_page_in_order_of_name(door: Door) -> None:
    officer = await door.signed_in(OFFICER)
    listing = officer.stub(AccountServiceStub).ListAccounts
    whole = await officer.call(listing, pb.ListAccountsRequest(page_size=1000))
    names = [account.name for account in whole.accounts]
    assert names == sorted(names)
    assert {"accounts/root", "accounts/olga.officer", "accounts/hanna.holder"} <= set(names)
    paged = [
        account.name
        async for page in officer.pages(listing, pb.ListAccountsRequest(page_size=2))
        for account in page.accounts
    ]
    assert paged == names
    holder = await door.signed_in(HOLDER)
    with pytest.raises(SepiaError) as caught:
        await holder.call(holder.stub(AccountServiceStub).ListAccounts, pb.ListAccountsRequest())
    assert caught.value.kind is Kind.FORBIDDEN


async def test_closing_an_account_that_does_not_exist_says_so(door: Door) -> None:
    admin = await door.signed_in(ADMINISTRATOR)
    with pytest.raises(SepiaError) as caught:
        await admin.call(admin.stub(AccountServiceStub).DisableAccount, pb.DisableAccountRequest(name="accounts/ghost"))
    assert caught.value.kind is Kind.NOT_FOUND


async def test_what_happened_to_accounts_is_in_the_log_for_those_who_keep_them(door: Door) -> None:
    admin = await door.signed_in(ADMINISTRATOR)
    await create(admin, asked("logged"))
    for client, sees in ((admin, True), (door.client(), False)):
        for _ in range(100):
            log = await client.call(
                client.stub(JournalServiceStub).ListEntries,
                journal_pb2.ListEntriesRequest(log="logs/gateway", page_size=1000),
            )
            found = [entry for entry in log.entries if entry.kind == "administrator:account:create"]
            if not sees or any(entry.subject == "accounts/logged" for entry in found):
                break
            await asyncio.sleep(0.02)
        assert found
        assert any(entry.subject == "accounts/logged" for entry in found) is sees
    opened = [entry.subject for entry in log.entries if entry.kind == "system:account:create"]
    assert opened == ["", "", ""]  # three first accounts, whose names are not public


async def test_first_accounts_are_opened_once_and_never_changed(databases: Databases, tmp_path: Path) -> None:
    url = databases.of(SERVICE)
    async with open_door(url, tmp_path) as first:
        token = await first.issue(*ADMINISTRATOR)
        assert list(token.account.roles) == [Role.ROLE_ADMINISTRATOR]
    accounts = json.loads((tmp_path / "first-accounts.json").read_text())
    accounts[0]["password"] = "another password altogether"
    accounts.append({**accounts[1], "account_id": "newcomer", "password": "newcomer comes later"})
    (tmp_path / "first-accounts.json").write_text(json.dumps(accounts))
    async with open_door(url, tmp_path) as second:
        assert (await second.issue(*ADMINISTRATOR)).access_token
        assert (await second.issue("newcomer", "newcomer comes later")).access_token


async def test_replicas_that_start_at_once_open_each_first_account_once(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    person = {"account_id": "shared.start", "display_name": "S", "roles": ["OFFICER"], "password": "start together now"}
    path.write_text(json.dumps([person]))
    path.chmod(0o600)
    opened = await asyncio.gather(*(open_first_accounts(path, door.database, Passwords(QUICK)) for _ in range(4)))
    assert sorted(opened, key=len) == [[], [], [], ["accounts/shared.start"]]


def test_a_file_of_first_accounts_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    path.write_text("[]")
    path.chmod(stat.S_IRUSR | stat.S_IRGRP)
    with pytest.raises(SepiaError, match="chmod 600"):
        read_accounts(path)


def test_a_faulty_file_of_first_accounts_is_described_without_its_passwords(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    path.write_text(
        json.dumps([{"account_id": "X!", "display_name": "x", "roles": ["OFFICER"], "password": "hunter2"}])
    )
    path.chmod(0o600)
    with pytest.raises(SepiaError) as caught:
        read_accounts(path)
    assert caught.value.reason == "ACCOUNTS_FILE_INVALID"
    assert "0.account_id" in caught.value.message
    assert "0.password" in caught.value.message
    assert "hunter2" not in caught.value.message
