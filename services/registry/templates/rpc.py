"""Owns `TemplateService`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import grpc.aio
from google.api import httpbody_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import imports_pb2, templates_pb2_grpc
from sepia.registry.v1 import templates_pb2 as pb
from services.registry.imports import store as imports
from services.registry.templates import store
from services.registry.templates.corrections import (
    CorrectionFile,
    IsldCorrections,
    WholeCorrections,
    Wrong,
    csv_corrections,
    workbook_corrections,
)
from services.registry.templates.workbook import template_csv, template_workbook
from shared.db import Database
from shared.errors import not_found, precondition
from shared.ids import id_in
from shared.patent_numbers.offices import OFFICES

Context = grpc.aio.ServicerContext[Any, Any]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Corrected:
    begin: Callable[[Wrong], CorrectionFile]
    content_type: str


_CORRECTED: Mapping[int, _Corrected] = {
    imports_pb2.SOURCE_FORMAT_ISLD: _Corrected(IsldCorrections, CSV),
    imports_pb2.SOURCE_FORMAT_ETSI_BULK: _Corrected(partial(WholeCorrections, csv_corrections), CSV),
    imports_pb2.SOURCE_FORMAT_TEMPLATE_CSV: _Corrected(partial(WholeCorrections, csv_corrections), CSV),
    imports_pb2.SOURCE_FORMAT_TEMPLATE_XLSX: _Corrected(partial(WholeCorrections, workbook_corrections), XLSX),
}


class TemplateServicer(templates_pb2_grpc.TemplateServiceServicer):
    """Gives files to fill in, and files to correct."""

    def __init__(self, database: Database, must_be_readable: Callable[[AsyncConnection, str], Awaitable[None]]) -> None:
        self._database = database
        self._must_be_readable = must_be_readable

    async def GetTemplate(self, request: pb.GetTemplateRequest, context: Context) -> httpbody_pb2.HttpBody:
        if request.form == pb.TEMPLATE_FORM_CSV:
            return httpbody_pb2.HttpBody(content_type=CSV, data=template_csv())
        async with self._database.read() as connection:
            standards = await store.specification_names(connection)
        book = await asyncio.to_thread(template_workbook, sorted(OFFICES), standards)
        return httpbody_pb2.HttpBody(content_type=XLSX, data=book)

    async def GetCorrectionFile(  # pyright: ignore[reportIncompatibleMethodOverride] the stub takes both kinds of iterator
        self, request: pb.GetCorrectionFileRequest, context: Context
    ) -> AsyncGenerator[httpbody_pb2.HttpBody]:
        name = getattr(request, "import")
        async with self._database.read() as connection:
            row = await imports.read_import(connection, id_in(name))
            if row is None:
                raise not_found(name)
            await self._must_be_readable(connection, row.sha256)
            corrected = _CORRECTED.get(row.source_format)
            if corrected is None:
                what = imports_pb2.SourceFormat.Name(row.source_format)
                raise precondition(
                    "NOT_CORRECTED_BY_ROW",
                    f"{name} is of the format {what}, which has no rows to correct one by one. See ListRejectedRows "
                    "for what is wrong, correct the file and send it again.",
                    subject=name,
                )
            wrong = await store.what_is_wrong(connection, row.id)
            if not wrong:
                raise precondition(
                    "NOTHING_REJECTED",
                    f"No row of {name} was rejected"
                    + (
                        f"; the file was refused whole: {row.refusal}"
                        if row.refusal
                        else ". There is nothing to correct."
                    ),
                    subject=name,
                )
            made = corrected.begin(wrong)
            async for piece in imports.document_bytes(connection, row.document_id):
                # Reading the file again is computation: it runs in a thread, so that the process goes on answering.
                async for reply in _replies(made.feed(piece), corrected.content_type):
                    yield reply
            async for reply in _replies(made.finish(), corrected.content_type):
                yield reply


async def _replies(pieces: Iterator[bytes], content_type: str) -> AsyncGenerator[httpbody_pb2.HttpBody]:
    while (gathered := await asyncio.to_thread(_gathered, pieces)) is not None:
        yield httpbody_pb2.HttpBody(content_type=content_type, data=gathered)


def _gathered(pieces: Iterator[bytes]) -> bytes | None:
    """The next pieces together, some 1 MiB; None when there are no more."""
    gathered = bytearray()
    for piece in pieces:
        gathered += piece
        if len(gathered) >= _PIECE_BYTES:
            break
    return bytes(gathered) or None
