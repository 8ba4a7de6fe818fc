"""Owns trusted time-stamps (RFC 3161): asking an authority for one, and checking one offline.

A log's checkpoint says what was recorded; a time-stamp by somebody else says that it was recorded by then.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import urllib.error
import urllib.request

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from shared.errors import SepiaError, invalid, unavailable

__all__ = ["certificates", "request_timestamp", "verify_timestamp"]

_SECONDS = 20
_MOST_BYTES = 256 * 1024


def certificates(pem: bytes) -> list[x509.Certificate]:
    """The certificates in a PEM file.

    Raises:
        SepiaError: INVALID_ARGUMENT (CERTIFICATE_UNREADABLE).
    """
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise invalid(
            "CERTIFICATE_UNREADABLE", f"The file holds no certificate in PEM form ({error}). Give the authority's root."
        ) from error


async def request_timestamp(message: bytes, url: str, roots: list[x509.Certificate]) -> bytes:
    """A time-stamp of a message by an authority, already verified.

    Args:
        message: what is stamped; the authority gets its SHA-256 only.
        url: of the authority, http or https.
        roots: certificates that the authority's must lead to.

    Raises:
        SepiaError: UNAVAILABLE (TIMESTAMP_UNAVAILABLE): no answer, or a refusal; INVALID_ARGUMENT (TIMESTAMP_INVALID).
    """
    if not url.startswith(("http://", "https://")):
        raise invalid(
            "TIMESTAMP_INVALID", f"{url!r} is no address of a time-stamping authority; it begins with https://"
        )
    request = (
        TimestampRequestBuilder()
        .data(message)
        .hash_algorithm(HashAlgorithm.SHA256)
        .cert_request(cert_request=True)
        .build()
    )
    asked = urllib.request.Request(  # noqa: S310 - http and https only, checked above
        url, data=request.as_bytes(), headers={"Content-Type": "application/timestamp-query"}, method="POST"
    )

    def ask() -> bytes:
        with urllib.request.urlopen(asked, timeout=_SECONDS) as reply:  # noqa: S310
            return reply.read(_MOST_BYTES)

    try:
        response = await asyncio.to_thread(ask)
    except (urllib.error.URLError, OSError) as error:
        raise unavailable(
            f"The time-stamping authority {url} did not answer ({error}). Try again later.",
            reason="TIMESTAMP_UNAVAILABLE",
        ) from error
    _verified(response, message, roots, request.nonce)
    return response


def verify_timestamp(response: bytes, message: bytes, roots: list[x509.Certificate]) -> dt.datetime:
    """The time at which a message existed, as the authority signed it.

    Raises:
        SepiaError: INVALID_ARGUMENT (TIMESTAMP_INVALID): damaged, of another message, or not by this authority.
    """
    return _verified(response, message, roots, None).tst_info.gen_time


def _verified(response: bytes, message: bytes, roots: list[x509.Certificate], nonce: int | None) -> TimeStampResponse:
    try:
        decoded = decode_timestamp_response(response)
        builder = VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        if nonce is not None:
            builder = builder.nonce(nonce)
        builder.build().verify(decoded, hashlib.sha256(message).digest())
    except (VerificationError, ValueError) as error:
        raise _invalid(str(error)) from error
    return decoded


def _invalid(why: str) -> SepiaError:
    return invalid(
        "TIMESTAMP_INVALID",
        f"The time-stamp does not hold: {why}. It is of other bytes, damaged, or not by the authority whose root is "
        "given.",
    )
