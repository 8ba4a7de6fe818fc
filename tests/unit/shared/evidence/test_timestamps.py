"""Trusted time-stamps, against a real authority: OpenSSL's, asked over HTTP as any other."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.errors import SepiaError
from shared.evidence.timestamps import certificates, request_timestamp, verify_timestamp

OPENSSL = shutil.which("openssl") or ""
pytestmark = pytest.mark.skipif(not OPENSSL, reason="there is no openssl command to serve as an authority")
CONFIGURATION = """
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def certificate(
    name: str, key: rsa.RSAPrivateKey, issuer: str, issuer_key: rsa.RSAPrivateKey, *, authority: bool
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(not authority, False, False, False, False, authority, authority, False, False), critical=True
        )
    )
    if not authority:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[x509.Certificate]]]:
    """The address of a time-stamping authority, and its root."""
    folder = tmp_path_factory.mktemp("authority")
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = certificate("Root", root_key, "Root", root_key, authority=True)
    signer = certificate("Time-stamps", key, "Root", root_key, authority=False)
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.pem").write_bytes(signer.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    server = HTTPServer(("127.0.0.1", 0), handler(folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", certificates((folder / "root.pem").read_bytes())
    server.shutdown()
    server.server_close()
    thread.join()


def handler(folder: Path) -> type[BaseHTTPRequestHandler]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "query.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            command = [
                OPENSSL,
                "ts",
                "-reply",
                "-config",
                "tsa.cnf",
                "-section",
                "authority",
                "-queryfile",
                "query.tsq",
            ]
            answer = subprocess.run([*command, "-out", "reply.tsr"], cwd=folder, capture_output=True, check=False)
            body = (folder / "reply.tsr").read_bytes() if not answer.returncode else b"refused"
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Answering


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
