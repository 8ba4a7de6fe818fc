"""Owns a whole Sepia for tests: every process real, its people signed in through the door."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
import psutil
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.api import httpbody_pb2
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations

from deploy.local.children import MARK
from deploy.local.supervisor import LocalStack
from sepia.registry.v1 import imports_pb2 as imports
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from services.gateway.secret import secret_from
from shared.auth.callers import Caller, role_of
from shared.auth.tokens import SigningKey
from shared.client import Client, StaticToken
from tests.support.folders import give_cluster

PASSWORD = "correct horse battery staple"
OFFICER, ADMINISTRATOR, HOLDER = "olga.officer", "adam.administrator", "hana.holder"
EVALUATORS = ("eva.adeyemi", "erik.lindqvist", "emi.takahashi")
DOCOMO = "holders/ntt-docomo-inc"
ROLES: Mapping[str, str] = {
    OFFICER: "OFFICER",
    ADMINISTRATOR: "ADMINISTRATOR",
    HOLDER: "HOLDER",
    **dict.fromkeys(EVALUATORS, "EVALUATOR"),
}
NEW_KEY_SIGNS_AFTER_SECONDS = 62
"""Longer than the edge keeps the published keys (60 s): the shortest delay with which a rotation goes unnoticed."""


class RunningSepia:
    """All of Sepia on this machine, with an account for each of `ROLES`."""

    def __init__(self, folder: Path, *, replicas: int = 1) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.stack = LocalStack(
            folder / "data",
            durable=False,
            replicas=replicas,
            environment={
                "SEPIA_BOOTSTRAP_ACCOUNTS_FILE": str(write_accounts(folder)),
                "SEPIA_SIGNING_KEY_ACTIVATION_SECONDS": str(NEW_KEY_SIGNS_AFTER_SECONDS),
                # A worker that was killed is missed after five of these.
                "SEPIA_HEARTBEAT_SECONDS": "0.3",
            },
            on_progress=self.said.append,
        )
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> RunningSepia:
        give_cluster(self.folder / "data" / "postgres")
        self.stack.start()
        self.http = httpx.Client(base_url=f"http://{self.address}", timeout=60)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()
        self.stack.stop()

    @property
    def address(self) -> str:
        """Where clients connect."""
        return self.stack.address

    def sign_in(self, person: str) -> str:
        """A fresh token."""
        answer = self.http.post("/v1/tokens:issue", json={"account_id": person, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    def token(self, person: str) -> str:
        """A token of this person, the same one each time; empty for nobody."""
        if person and person not in self._tokens:
            self._tokens[person] = self.sign_in(person)
        return self._tokens.get(person, "")

    def expired_token(self, person: str) -> str:
        """A token that the gateway's own key signed and whose time is over."""
        with psycopg.connect(self.stack.database_url("gateway")) as connection:
            row = connection.execute(
                "select key_id, private_key from gateway.signing_key where private_key is not null"
                " order by active_from limit 1"
            ).fetchone()
        assert row is not None
        private = secret_from("", self.folder / "data" / "keys").decrypted(bytes(row[1]))
        key = SigningKey(str(row[0]), Ed25519PrivateKey.from_private_bytes(private))
        role = role_of(ROLES[person])
        assert role is not None
        past = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
        return key.token(Caller(f"accounts/{person}", frozenset({role})), now=past, token_id="over")

    def client(self, person: str = "") -> Client:
        """A connection of this person; close it."""
        return Client(self.address, StaticToken(self.token(person)))


def write_accounts(folder: Path) -> Path:
    """Writes the file with the first accounts of an installation."""
    file = folder / "accounts.json"
    file.touch(mode=0o600)
    accounts = [
        {
            "account_id": account,
            "display_name": account.replace(".", " ").title(),
            "roles": [role],
            "organization": DOCOMO if role == "HOLDER" else "",
            "password": PASSWORD,
        }
        for account, role in ROLES.items()
    ]
    file.write_text(json.dumps(accounts), encoding="utf-8")
    return file


async def pieces(
    data: bytes,
    filename: str,
    *,
    demonstration: bool = False,
    request_id: str = "",
    size: int = 64 * 1024,
    after_first: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[imports.UploadImportRequest]:
    """A file as the messages of an upload.

    Args:
        data: the file.
        filename: its name.
        demonstration: whether it is made up.
        request_id: of the upload.
        size: bytes a message.
        after_first: awaited when the first bytes are under way.
    """
    yield imports.UploadImportRequest(
        filename=filename,
        source_format=imports.SOURCE_FORMAT_ISLD,
        request_id=request_id,
        demonstration=demonstration,
        size_bytes=len(data),
    )
    for start in range(0, len(data), size):
        yield imports.UploadImportRequest(content=httpbody_pb2.HttpBody(data=data[start : start + size]))
        if start == 0 and after_first is not None:
            await after_first()


async def bring_in(client: Client, data: bytes, filename: str, *, demonstration: bool = False) -> imports.Import:
    """Uploads a file and waits until it is applied."""
    upload = client.stub(ImportServiceStub).UploadImport
    operation = await client.call(upload, pieces(data, filename, demonstration=demonstration))
    return await applied(client, operation)


async def applied(client: Client, operation: operations.Operation) -> imports.Import:
    """Waits for an import to end and gives what became of it."""
    stub = client.stub(operations_pb2_grpc.OperationsStub)
    async with asyncio.timeout(60):
        while not operation.done:
            await asyncio.sleep(0.05)
            operation = await client.call(stub.GetOperation, operations.GetOperationRequest(name=operation.name))
    assert not operation.HasField("error"), operation.error.message
    found = imports.Import()
    assert operation.response.Unpack(found)
    return found


async def all_pages(client: Client, method: Callable[..., Any], request: Any, field: str) -> list[Any]:
    """Every item of a list method."""
    return [item async for page in client.pages(method, request) for item in getattr(page, field)]


async def eventually(question: Callable[[], Awaitable[Any]], *, seconds: float = 60) -> Any:
    """Asks until the answer is true, and gives it."""
    end = time.monotonic() + seconds
    while not (answer := await question()):
        assert time.monotonic() < end, "it did not become true in time"
        await asyncio.sleep(0.1)
    return answer


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Waits until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become true in time"
        time.sleep(0.05)


def batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items, a batch at a time."""
    return (items[start : start + size] for start in range(0, len(items), size))


def programs_of(folder: Path) -> list[str]:
    """Programs that still run for a data folder."""
    found: list[str] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            ours = process.environ().get(MARK) == str(folder) or str(folder) in " ".join(process.cmdline())
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found
