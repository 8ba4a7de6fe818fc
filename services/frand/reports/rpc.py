"""Owns `ReportService`: reports of calculations are downloaded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc.aio
from google.api import httpbody_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.frand.v1 import reports_pb2 as pb
from sepia.frand.v1 import reports_pb2_grpc
from services.frand.reports.making import Reports
from services.frand.reports.reported import Stored
from services.frand.reports.rules import MEDIA_TYPES, Form
from shared.db.database import Database

Context = grpc.aio.ServicerContext[Any, Any]
ReadCalculation = Callable[[AsyncConnection, str], Awaitable[Stored]]

FORMS = {
    pb.REPORT_FORM_PDF: Form.PDF,
    pb.REPORT_FORM_XLSX: Form.XLSX,
    pb.REPORT_FORM_JSON: Form.JSON,
    pb.REPORT_FORM_CSV: Form.CSV,
}
PIECE_BYTES = 1024 * 1024


class ReportServicer(reports_pb2_grpc.ReportServiceServicer):
    """Hands reports out.

    Args:
        database: the service's database.
        read_calculation: a calculation by name, as the caller may see it; NOT_FOUND where the caller may not.
        reports: makes them.
    """

    def __init__(self, database: Database, read_calculation: ReadCalculation, reports: Reports) -> None:
        self._database = database
        self._read_calculation = read_calculation
        self._reports = reports

    async def DownloadReport(
        self, request: pb.DownloadReportRequest, context: Context
    ) -> AsyncIterator[httpbody_pb2.HttpBody]:
        # As the caller: the database itself gives whole only what the caller may see whole.
        async with self._database.read_as_caller() as connection:
            stored = await self._read_calculation(connection, request.calculation)
        form = FORMS[request.form]
        content = await self._reports.report(stored, form)
        for start in range(0, len(content), PIECE_BYTES):
            piece = content[start : start + PIECE_BYTES]
            yield httpbody_pb2.HttpBody(content_type=MEDIA_TYPES[form], data=piece)
