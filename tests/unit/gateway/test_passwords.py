"""Owns the tests of hashing and verifying passwords."""

from __future__ import annotations

from argon2 import PasswordHasher, Type, extract_parameters

from services.gateway.passwords import Passwords


async def test_a_password_matches_its_own_hash_only() -> None:
    passwords = Passwords()
    hashed = await passwords.hashed("correct horse battery staple")
    assert await passwords.matches(hashed, "correct horse battery staple")
    assert not await passwords.matches(hashed, "correct horse battery stable")


async def test_a_hash_withstands_what_rfc_9106_asks_for() -> None:
    found = extract_parameters(await Passwords().hashed("correct horse battery staple"))
    assert (found.type, found.time_cost, found.parallelism) == (Type.ID, 3, 4)
    assert found.memory_cost >= 64 * 1024


async def test_where_there_is_no_account_no_password_is_right() -> None:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    assert not await passwords.matches(None, "")
    assert not await passwords.matches(None, "anything at all")


async def test_a_hash_that_is_damaged_matches_nothing() -> None:
    assert not await Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)).matches("damaged", "x")


async def test_a_hash_with_other_parameters_is_outdated() -> None:
    old, new = (PasswordHasher(time_cost=cost, memory_cost=64, parallelism=1) for cost in (1, 2))
    assert Passwords(new).outdated(old.hash("x"))
    assert not Passwords(new).outdated(new.hash("x"))
