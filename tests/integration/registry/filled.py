"""Owns registers for tests: a running registry into which rows are brought as people bring them, by upload."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from google.api import httpbody_pb2
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import imports_pb2, search_pb2
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.registry.v1.search_pb2_grpc import SearchServiceStub
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.imports.isld import COLUMNS
from services.registry.search.indexing import Indexer
from shared.client import Client
from shared.clock import FixedClock
from tests.support import Databases, RunningService, run_service

HEADER = ";".join(f'"{name}"' for name in COLUMNS)


class Register:
    """A running registry and the clients that a test asks it with."""

    def __init__(self, running: RunningService) -> None:
        self.running = running
        self.database = running.running.database
        self.officer = running.client(Role.ROLE_OFFICER, account="accounts/officer")
        self.service = running.client(Role.ROLE_SERVICE, account="services/gateway")
        self.anyone = running.client()

    async def recorded(self, kind: str, subject: str) -> list[dict[str, Any]]:
        """What the log has of a kind about a subject, the oldest first: `actor`, `content` and so on."""
        entry = tables.JOURNAL.entry
        query = sa.select(entry.c.content).where(entry.c.kind == kind, entry.c.subject == subject).order_by(entry.c.id)
        async with self.database.read() as connection:
            return [json.loads(content) for content in (await connection.execute(query)).scalars()]

    async def bring(
        self,
        data: bytes,
        *,
        demonstration: bool = False,
        source_format: imports_pb2.SourceFormat = imports_pb2.SOURCE_FORMAT_ISLD,
        whole: bool = True,
    ) -> imports_pb2.Import:
        """Uploads a file and waits until it is applied; `whole`: every row must be accepted."""
        done = await self.send(data, source_format, demonstration=demonstration)
        assert done.state == imports_pb2.IMPORT_STATE_DONE, done
        assert not whole or done.counts.rejected_rows == 0, done
        await self.indexed()
        return done

    async def send(
        self,
        data: bytes,
        source_format: imports_pb2.SourceFormat,
        *,
        demonstration: bool = False,
        client: Client | None = None,
    ) -> imports_pb2.Import:
        """Uploads a file, as an officer or as whoever the client is, and waits until it is applied or refused."""
        sender = client or self.officer
        operation = await sender.call(
            sender.stub(ImportServiceStub).UploadImport, _messages(data, demonstration, source_format)
        )
        while not operation.done:
            operation = await self.officer.call(
                self.officer.stub(operations_pb2_grpc.OperationsStub).WaitOperation,
                operations_pb2.WaitOperationRequest(name=operation.name),
            )
        name = "imports/" + operation.name.rpartition("/")[2]
        return await self.officer.call(
            self.officer.stub(ImportServiceStub).GetImport, imports_pb2.GetImportRequest(name=name)
        )

    async def indexed(self) -> None:
        """Waits until searches know what the register has."""
        while True:
            reply = await self.anyone.call(
                self.anyone.stub(SearchServiceStub).SearchPatents, search_pb2.SearchPatentsRequest(page_size=1)
            )
            if not reply.index.behind:
                return
            await Indexer(self.database).run_once()

    async def bring_rows(self, *rows: str, demonstration: bool = False) -> imports_pb2.Import:
        """Uploads rows under the header that they need."""
        return await self.bring(("\n".join([HEADER, *rows]) + "\n").encode(), demonstration=demonstration)


async def _messages(
    data: bytes, demonstration: bool, source_format: imports_pb2.SourceFormat
) -> AsyncIterator[imports_pb2.UploadImportRequest]:
    yield imports_pb2.UploadImportRequest(filename="rows.csv", source_format=source_format, demonstration=demonstration)
    for start in range(0, len(data), 256 * 1024):
        yield imports_pb2.UploadImportRequest(content=httpbody_pb2.HttpBody(data=data[start : start + 256 * 1024]))


def isld_row(
    iprd: int,
    entry: int,
    *,
    holder: str = "",
    reference: str = "",
    standard: str = "",
    application: str = "",
    publications: str = "",
    title: str = "",
    office: str = "EP European Patent Office",
    family: str = "",
    priorities: str = "",
    generations: str = "",
    undertaking: str = "",
    filed: str = "",
    signed: str = "2020-01-02 00:00:00",
) -> str:
    """A row of an ISLD export; whatever is not said is blank. `generations` is like `4G 5G`; the others are then 0."""
    flags = {name: "1" if name in generations.split() else "0" for name in ("2G", "3G", "4G", "5G")}
    values = {
        "IPRD_ID": str(iprd),
        "IPRD_REFERENCE": reference or f"ISLD-202001-{iprd:03}",
        "IPRD_SIGNATURE_DATE": signed,
        "COMP_LEGAL_NAME": holder,
        "LICD_DEC_PREP_TO_GRANT_FLAG": undertaking,
        "DIPG_ID": str(entry),
        "Standard": standard,
        "PATT_APPLICATION_NUMBER": application,
        "PUBL_NUMBER": publications,
        "PBPA_TITLEEN": title,
        "PBPA_APP_DATE": filed,
        "PBPA_PRIORITY_NUMBERS": priorities,
        "Country_Of_Registration": office,
        "DIPG_PATF_ID": family,
        **(flags if generations else {}),
    }
    return ";".join(f'"{values.get(name, "")}"' for name in COLUMNS)


NR, LTE = "3GPP TS 38.211 version 15.2.0", "3GPP TS 36.300 version 12.6.0"
ACME, BELL = "Acme Radio Oy", "Bell Wäves, Inc."

SMALL = (
    # Acme: family 500 for two standards, an entry without a family, and one with a family on one row of two.
    isld_row(
        1,
        10,
        holder=ACME,
        standard=NR,
        application="EP20180000001",
        publications="EP3000001 A1 | EP3000001 B1",
        title="Reference signal method",
        family="500",
        priorities="|US2017100|",
        generations="5G",
        undertaking="1",
    ),
    isld_row(
        1,
        10,
        holder=ACME,
        standard="3GPP TS 38.212 version 15.2.0",
        application="EP20180000001",
        publications="EP3000001 A1 | EP3000001 B1",
        title="Reference signal method",
        family="500",
        priorities="|US2017100|",
        generations="5G",
    ),
    isld_row(1, 11, holder=ACME, standard=NR, application="2010-026700", office="JP JAPAN", generations="5G"),
    isld_row(
        1, 12, holder=ACME, standard=NR, application="US201800000003", office="US UNITED STATES", generations="5G"
    ),
    isld_row(
        1,
        12,
        holder=ACME,
        standard=NR,
        application="CN201800000003",
        office="CN CHINA",
        family="501",
        generations="5G",
    ),
    # Bell: the family that Acme declares too, and one for 4G.
    isld_row(
        2,
        20,
        holder=BELL,
        standard=NR,
        application="EP20180000001",
        publications="EP3000001 A1 | EP3000001 B1",
        family="500",
        priorities="|US2017100|",
        generations="5G",
        undertaking="0",
    ),
    isld_row(2, 21, holder=BELL, standard=LTE, application="EP20100000002", family="502", generations="4G"),
    # Nobody known: counted on a line of its own.
    isld_row(3, 30, standard=NR, application="EP20180000004", family="503", generations="5G", signed=""),
    # No standard, and no flags: in no generation, only in the count of everything.
    isld_row(4, 40, holder=BELL, application="EP20180000005", family="504", title="Antenna with holes"),
)
"""Rows with what counting gets wrong: a shared family, unknown families, holders, standards and flags."""


class SmallDatabases:
    """Databases with the rows of `SMALL`: filled once by a running registry, then copied."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        self._databases = databases
        self._folder = folder
        self._filled: dict[dt.datetime | None, tuple[str, Path]] = {}

    async def copy(self, keys: Path, begin: dt.datetime | None = None) -> str:
        """URL of a fresh copy.

        Args:
            keys: the folder of the registry that will run on it; gets the keys with which the copied log was signed.
            begin: when the rows were brought in; now by default.
        """
        if begin not in self._filled:
            url, own = self._databases.of(SERVICE), self._folder / str(len(self._filled))
            own.mkdir()
            async with run_service(SERVICE, url, own, clock=FixedClock(begin) if begin else None) as running:
                await Register(running).bring_rows(*SMALL)
            self._filled[begin] = url, own
        url, own = self._filled[begin]
        shutil.copytree(own, keys, dirs_exist_ok=True)
        return self._databases.copy(url)
