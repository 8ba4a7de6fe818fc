"""Trusted time-stamps, against a real authority: OpenSSL's, asked over HTTP as any other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.errors import SepiaError
from shared.evidence.timestamps import certificates, request_timestamp, verify_timestamp
from tests.support.authorities import OPENSSL, certificate, time_stamping_authority

pytestmark = pytest.mark.skipif(not OPENSSL, reason="there is no openssl command to serve as an authority")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[x509.Certificate]]]:
    """The address of a time-stamping authority, and its root."""
    with time_stamping_authority(tmp_path_factory.mktemp("authority")) as (url, root):
        yield url, certificates(root.read_bytes())


async def test_a_time_stamp_says_when_a_checkpoint_existed(authority: tuple[str, list[x509.Certificate]]) -> None:
    url, roots = authority
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2)
    response = await request_timestamp(b"a checkpoint", url, roots)
    at = verify_timestamp(response, b"a checkpoint", roots)
    assert before <= at <= dt.datetime.now(dt.UTC) + dt.timedelta(seconds=2)


async def test_a_time_stamp_of_other_bytes_or_by_others_does_not_hold(
    authority: tuple[str, list[x509.Certificate]],
) -> None:
    url, roots = authority
    response = await request_timestamp(b"a checkpoint", url, roots)
    key = rsa.generate_private_key(65537, 2048)
    stranger = certificate("Root", key, "Root", key, authority=True)
    damaged = response[:-20] + bytes([response[-20] ^ 1]) + response[-19:]
    for given, message, known in (
        (response, b"another checkpoint", roots),
        (response, b"a checkpoint", [stranger]),
        (damaged, b"a checkpoint", roots),
        (b"no time-stamp", b"a checkpoint", roots),
    ):
        with pytest.raises(SepiaError) as refused:
            verify_timestamp(given, message, known)
        assert refused.value.reason == "TIMESTAMP_INVALID"


async def test_an_authority_that_does_not_answer_is_unavailable(
    authority: tuple[str, list[x509.Certificate]],
) -> None:
    with pytest.raises(SepiaError) as refused:
        await request_timestamp(b"a checkpoint", "http://127.0.0.1:9/", authority[1])
    assert refused.value.reason == "TIMESTAMP_UNAVAILABLE"
    with pytest.raises(SepiaError) as wrong:
        await request_timestamp(b"a checkpoint", "file:///etc/passwd", authority[1])
    assert wrong.value.reason == "TIMESTAMP_INVALID"
