"""Owns the tests of signing in: passwords, API keys, and what happens to somebody who guesses."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from sepia.auth.v1.auth_pb2 import Role
from sepia.gateway.v1 import accounts_pb2 as pb
from sepia.gateway.v1.accounts_pb2_grpc import AccountServiceStub
from services.gateway import tables
from services.gateway.app import SERVICE
from services.gateway.signin import rules
from shared.auth.tokens import LIFETIME
from shared.clock import FixedClock, SystemClock
from shared.errors import Kind, SepiaError
from tests.integration.gateway.doors import ADMINISTRATOR, HOLDER, OFFICER, QUICK, Door, open_door
from tests.support import Databases

WRONG = "not the right password"


async def refusal(attempt: object) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await attempt  # type: ignore[misc]
    return caught.value


async def open_account(door: Door, account_id: str, password: str = "a long enough password") -> tuple[str, str]:
    admin = await door.signed_in(ADMINISTRATOR)
    request = pb.CreateAccountRequest(
        account_id=account_id, display_name=account_id, roles=[Role.ROLE_HOLDER], password=password
    )
    await admin.call(admin.stub(AccountServiceStub).CreateAccount, request)
    return account_id, password


async def test_a_password_is_exchanged_for_a_token_that_the_gateway_accepts(door: Door) -> None:
    token = await door.issue(*HOLDER)
    assert token.account.name == "accounts/hanna.holder"
    assert token.account.organization == "holders/acme"
    assert list(token.account.roles) == [Role.ROLE_HOLDER]
    client = door.client(token.access_token)
    own = await client.call(client.stub(AccountServiceStub).GetOwnAccount, pb.GetOwnAccountRequest())
    assert own == token.account


async def test_a_wrong_password_and_an_unknown_account_are_told_the_same(door: Door) -> None:
    wrong = await refusal(door.issue(OFFICER[0], WRONG))
    unknown = await refusal(door.issue("nobody.at.all", WRONG))
    assert (wrong.kind, wrong.reason) == (Kind.UNAUTHENTICATED, "SIGN_IN_REFUSED")
    assert (wrong.kind, wrong.reason, wrong.message) == (unknown.kind, unknown.reason, unknown.message)
    assert dict(wrong.metadata) == dict(unknown.metadata)


async def test_an_unknown_account_costs_the_same_work_as_a_wrong_password(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, password_hash: str, password: str) -> bool:
        verified.append(password)
        return verify(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    await refusal(door.issue("nobody.either", "first guess of all"))
    await refusal(door.issue(OFFICER[0], "second guess of all"))
    assert verified == ["first guess of all", "second guess of all"]


async def test_half_a_way_to_sign_in_is_named_as_such(door: Door) -> None:
    for request in ({}, {"account_id": "root"}, {"account_id": "root", "password": "x", "api_key": "y"}):
        error = await refusal(door.issue(**request))
        assert (error.kind, error.reason) == (Kind.INVALID, "SIGN_IN_INCOMPLETE")


async def test_after_ten_failures_even_the_right_password_waits(databases: Databases, tmp_path_factory) -> None:
    clock = FixedClock(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
    async with open_door(databases.of(SERVICE), tmp_path_factory.mktemp("door"), clock=clock) as door:
        for _ in range(rules.MOST_OF_AN_ACCOUNT):
            assert (await refusal(door.issue(OFFICER[0], WRONG))).reason == "SIGN_IN_REFUSED"
        clock.advance(dt.timedelta(minutes=5))
        waiting = await refusal(door.issue(*OFFICER))
        assert waiting.kind is Kind.EXHAUSTED
        assert waiting.retry_after_seconds == 600
        assert "600 seconds" in waiting.message
        assert (await door.issue(*HOLDER)).access_token  # others are not kept waiting
        clock.advance(dt.timedelta(minutes=10))
        assert (await door.issue(*OFFICER)).access_token


async def test_a_success_begins_the_count_of_its_account_anew(door: Door) -> None:
    who = await open_account(door, "forgetful")
    for _ in range(2):
        for _ in range(rules.MOST_OF_AN_ACCOUNT - 1):
            assert (await refusal(door.issue(who[0], WRONG))).reason == "SIGN_IN_REFUSED"
        assert (await door.issue(*who)).access_token


async def test_guesses_at_the_same_moment_do_not_slip_past_the_limit(door: Door) -> None:
    account_id, _ = await open_account(door, "guessed")
    errors = await asyncio.gather(*(refusal(door.issue(account_id, WRONG)) for _ in range(25)))
    reasons = sorted(error.reason for error in errors)
    assert reasons == ["SIGN_IN_REFUSED"] * 10 + ["TOO_MANY_ATTEMPTS"] * 15


async def test_an_address_that_guesses_is_kept_waiting_and_others_are_not(door: Door) -> None:
    errors = await asyncio.gather(
        *(refusal(door.issue(api_key=f"sepia_{number}", peer="203.0.113.7")) for number in range(60))
    )
    reasons = sorted(error.reason for error in errors)
    assert reasons == ["SIGN_IN_REFUSED"] * 50 + ["TOO_MANY_ATTEMPTS"] * 10
    # What a client writes into the header itself stands before what the edge appends.
    spoofed = await refusal(door.issue(*HOLDER, peer="198.51.100.1, 203.0.113.7"))
    assert spoofed.reason == "TOO_MANY_ATTEMPTS"
    assert (await door.issue(*HOLDER, peer="203.0.113.7, 198.51.100.1")).access_token


async def test_a_hash_with_old_parameters_is_replaced_at_the_next_sign_in(door: Door) -> None:
    account_id, password = await open_account(door, "old.hash")
    old = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash(password)
    table = tables.account
    async with door.database.write() as tx:
        await tx.execute(sa.update(table).where(table.c.account_id == account_id).values(password_hash=old))
    assert (await door.issue(account_id, password)).access_token
    async with door.database.read() as connection:
        now = await connection.scalar(sa.select(table.c.password_hash).where(table.c.account_id == account_id))
    assert now != old
    assert not QUICK.check_needs_rehash(str(now))
    assert (await door.issue(account_id, password)).access_token


async def test_a_closed_account_gets_no_token_by_any_way(door: Door) -> None:
    who = await open_account(door, "leaver")
    leaver = await door.signed_in(who)
    accounts = leaver.stub(AccountServiceStub)
    key = await leaver.call(accounts.CreateApiKey, pb.CreateApiKeyRequest(display_name="machine"))
    assert (await door.issue(api_key=key.key)).account.name == "accounts/leaver"
    admin = await door.signed_in(ADMINISTRATOR)
    request = pb.DisableAccountRequest(name="accounts/leaver")
    closed = await admin.call(admin.stub(AccountServiceStub).DisableAccount, request)
    assert closed.disabled
    assert (await refusal(door.issue(*who))).reason == "SIGN_IN_REFUSED"
    assert (await refusal(door.issue(api_key=key.key))).reason == "SIGN_IN_REFUSED"
    # The token it has still lives for some minutes; no new key comes of it.
    another = await refusal(leaver.call(accounts.CreateApiKey, pb.CreateApiKeyRequest(display_name="another")))
    assert another.kind is Kind.FORBIDDEN


async def test_a_changed_password_replaces_the_old_one(door: Door) -> None:
    account_id, old = await open_account(door, "changer")
    client = await door.signed_in((account_id, old))
    change = client.stub(AccountServiceStub).ChangePassword
    wrong = pb.ChangePasswordRequest(current_password=WRONG, new_password="entirely new password")
    assert (await refusal(client.call(change, wrong))).reason == "SIGN_IN_REFUSED"
    right = pb.ChangePasswordRequest(current_password=old, new_password="entirely new password")
    await client.call(change, right)
    assert (await refusal(door.issue(account_id, old))).reason == "SIGN_IN_REFUSED"
    assert (await door.issue(account_id, "entirely new password")).access_token


async def test_a_password_that_is_too_short_is_not_repeated_in_the_refusal(door: Door) -> None:
    client = await door.signed_in(HOLDER)
    request = pb.ChangePasswordRequest(current_password=HOLDER[1], new_password="hunter2")
    error = await refusal(client.call(client.stub(AccountServiceStub).ChangePassword, request))
    assert error.kind is Kind.INVALID
    assert [violation.field for violation in error.violations] == ["new_password"]
    assert "hunter2" not in error.message + "".join(violation.description for violation in error.violations)


async def test_no_secret_is_kept_readable_anywhere(door: Door) -> None:
    secret_password = "the-needle-in-the-haystack"
    account_id, _ = await open_account(door, "needle", secret_password)
    client = await door.signed_in((account_id, secret_password))
    key = await client.call(
        client.stub(AccountServiceStub).CreateApiKey, pb.CreateApiKeyRequest(display_name="machine")
    )
    async with door.database.read() as connection:
        for table in tables.METADATA.sorted_tables:
            rows = await connection.execute(sa.text(f"select t::text from {table.fullname} t"))
            text = "\n".join(row[0] for row in rows)
            for secret in (secret_password, key.key):
                assert secret not in text
                assert secret.encode().hex() not in text


async def test_in_a_rehearsal_tokens_go_by_the_machines_clock_and_all_else_by_the_one_ahead(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ahead = dt.timedelta(days=40)
    folder = tmp_path_factory.mktemp("rehearsal")
    seconds, url = int(ahead.total_seconds()), databases.of(SERVICE)
    async with open_door(url, folder, clock_ahead_seconds=seconds) as door:
        token = await door.issue(*HOLDER)
        assert token.clock_ahead.seconds == seconds
        machine = SystemClock().now()
        assert abs(token.expire_time.ToDatetime(dt.UTC) - machine - LIFETIME) < dt.timedelta(minutes=1)
        client = door.client(token.access_token)
        # Whoever verifies it asks the machine: one dated ahead would not be valid yet, and valid for weeks.
        own = await client.call(client.stub(AccountServiceStub).GetOwnAccount, pb.GetOwnAccountRequest())
        assert own == token.account
        key = await client.call(
            client.stub(AccountServiceStub).CreateApiKey, pb.CreateApiKeyRequest(display_name="rehearsal")
        )
        assert abs(key.create_time.ToDatetime(dt.UTC) - machine - ahead) < dt.timedelta(minutes=1)
        assert (await door.issue(api_key=key.key)).account == token.account
    # Weeks later there, and a moment later for tokens: the key that signed this one is not spent.
    for _ in range(2):
        seconds += 60 * 86_400
        async with open_door(url, folder, clock_ahead_seconds=seconds) as door:
            client = door.client(token.access_token)
            own = await client.call(client.stub(AccountServiceStub).GetOwnAccount, pb.GetOwnAccountRequest())
            assert own == token.account
