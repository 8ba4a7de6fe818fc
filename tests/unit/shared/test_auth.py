"""Who is calling, and what a token says."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sepia.auth.v1.auth_pb2 import Role
from shared.auth.callers import ANYONE, Caller, role_of
from shared.auth.tokens import FixedKeys, PublishedKeys, SigningKey, TokenVerifier, key_set_of
from shared.errors import Kind, SepiaError
from tests.support.refusals import refusal_of

HOLDER = Caller("accounts/h", frozenset({Role.ROLE_HOLDER}), "holders/acme")
OFFICER = Caller("accounts/o", frozenset({Role.ROLE_OFFICER}))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def signing_key(key_id: str = "k1") -> SigningKey:
    return SigningKey(key_id, Ed25519PrivateKey.generate())


def test_a_public_method_admits_anyone() -> None:
    assert refusal_of(ANYONE.admit, [Role.ROLE_PUBLIC], "Get") is None


def test_a_method_for_the_signed_in_admits_any_role_and_nobody_else() -> None:
    HOLDER.admit([Role.ROLE_SIGNED_IN], "Get")
    with pytest.raises(SepiaError) as refused:
        ANYONE.admit([Role.ROLE_SIGNED_IN], "Get")
    assert refused.value.kind is Kind.UNAUTHENTICATED


@pytest.mark.parametrize("roles", [[Role.ROLE_OFFICER], [], [Role.ROLE_SERVICE]])
def test_deny_is_the_default(roles: list[int]) -> None:
    with pytest.raises(SepiaError) as refused:
        HOLDER.admit(roles, "Do")
    assert refused.value.kind is Kind.FORBIDDEN


def test_a_holder_acts_for_its_own_organisation_only_and_officers_for_all() -> None:
    HOLDER.must_act_for("holders/acme")
    OFFICER.must_act_for("holders/acme")
    for other in ("holders/other", ""):
        with pytest.raises(SepiaError):
            HOLDER.must_act_for(other)


def test_audiences_name_roles_account_and_organisation() -> None:
    assert HOLDER.audiences == ("public", "role:HOLDER", "account:accounts/h", "organization:holders/acme")
    assert ANYONE.audiences == ("public",)


@pytest.mark.parametrize(
    ("name", "role"), [("OFFICER", Role.ROLE_OFFICER), ("role_court", Role.ROLE_COURT), ("x", None)]
)
def test_a_role_is_found_by_name(name: str, role: int | None) -> None:
    assert role_of(name) == role


async def test_a_token_brings_back_its_caller() -> None:
    key = signing_key()
    verifier = TokenVerifier(FixedKeys(key_set_of([key])))
    token = key.token(HOLDER, now=now(), token_id="t")
    assert await verifier.caller(token) == HOLDER
    assert await verifier.caller(token) == HOLDER  # the second time from memory


async def test_an_altered_token_is_refused() -> None:
    key = signing_key()
    verifier = TokenVerifier(FixedKeys(key_set_of([key])))
    head, body, signature = key.token(HOLDER, now=now(), token_id="t").split(".")
    other = key.token(OFFICER, now=now(), token_id="t").split(".")[1]
    for forged in (f"{head}.{other}.{signature}", f"{head}.{body}.", f"{head}.{body}"):
        with pytest.raises(SepiaError) as refused:
            await verifier.caller(forged)
        assert refused.value.reason == "TOKEN_INVALID"


async def test_a_token_without_a_signature_algorithm_is_refused() -> None:
    key = signing_key()
    claims = {"iss": "sepia", "aud": "sepia", "sub": "accounts/x", "iat": now(), "exp": now() + dt.timedelta(hours=1)}
    bare = jwt.encode(claims, None, "none", headers={"kid": "k1"})
    with pytest.raises(SepiaError):
        await TokenVerifier(FixedKeys(key_set_of([key]))).caller(bare)


@pytest.mark.parametrize(("issuer", "audience"), [("other", "sepia"), ("sepia", "other")])
async def test_a_token_for_another_audience_or_of_another_issuer_is_refused(issuer: str, audience: str) -> None:
    key = signing_key()
    verifier = TokenVerifier(FixedKeys(key_set_of([key])), issuer=issuer, audience=audience)
    with pytest.raises(SepiaError):
        await verifier.caller(key.token(HOLDER, now=now(), token_id="t"))


async def test_a_remembered_token_expires_all_the_same() -> None:
    key = signing_key()
    verifier = TokenVerifier(FixedKeys(key_set_of([key])))
    token = key.token(
        HOLDER, now=now() - dt.timedelta(minutes=15), token_id="t", lifetime=dt.timedelta(minutes=14, seconds=57)
    )
    await verifier.caller(token)  # within the leeway
    with pytest.raises(SepiaError) as refused:
        await TokenVerifier(FixedKeys(key_set_of([key]))).caller(
            key.token(HOLDER, now=now() - dt.timedelta(hours=1), token_id="t")
        )
    assert refused.value.reason == "TOKEN_EXPIRED"


async def test_a_new_key_is_read_when_a_token_names_it(tmp_path: Path) -> None:
    old, new = signing_key("old"), signing_key("new")
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(key_set_of([old])))
    verifier = TokenVerifier(PublishedKeys(str(file), pause_seconds=0))
    assert await verifier.caller(old.token(HOLDER, now=now(), token_id="t")) == HOLDER
    file.write_text(json.dumps(key_set_of([old, new])))
    assert await verifier.caller(new.token(OFFICER, now=now(), token_id="t")) == OFFICER


async def test_keys_that_cannot_be_read_make_the_service_unavailable_not_open(tmp_path: Path) -> None:
    verifier = TokenVerifier(PublishedKeys(str(tmp_path / "missing.json")))
    with pytest.raises(SepiaError) as refused:
        await verifier.caller(signing_key().token(HOLDER, now=now(), token_id="t"))
    assert refused.value.kind is Kind.UNAVAILABLE
