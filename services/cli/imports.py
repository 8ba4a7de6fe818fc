"""Owns bringing files in: `sepia import`, `imports`, `import-report`."""

from __future__ import annotations

import asyncio
import enum
import hashlib
import os
import sys
from collections.abc import AsyncGenerator, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO, cast

import typer
from google.api import httpbody_pb2
from google.longrunning import operations_proto_pb2 as operations_pb2
from rich.markup import escape

from sepia.registry.v1 import imports_pb2 as pb
from services.cli import pools
from services.cli.figures import count, file_size
from services.cli.output import Json, carry_out, guarded, print_json, refuse, say, say_plain, table, usage
from services.cli.progress import Step, Steps
from services.cli.reading import full_name, key_word, readable_file, when
from services.cli.session import Sepia
from services.cli.sheets import csv_text
from shared.clock import stopwatch
from shared.errors import Kind, SepiaError, invalid
from shared.ids import new_id
from shared.rpc.errors import from_status

app = typer.Typer()


class FileFormat(enum.Enum):
    """What a file is, in the words of the command line."""

    ISLD = "isld"
    ETSI_GENERAL = "etsi-general"
    ETSI_BULK = "etsi-bulk"
    TEMPLATE_CSV = "template-csv"
    TEMPLATE_XLSX = "template-xlsx"
    JSON_LINES = "json-lines"
    IETF = "ietf-disclosures"
    CATALOGUE_3GPP = "3gpp-catalogue"
    OPS_FAMILY = "ops-family"
    ACCESS_ADVANCE = "access-advance"
    MPEG_LA = "mpeg-la"

    @property
    def number(self) -> pb.SourceFormat:
        """The contract's name for it."""
        return _NUMBERS[self]


_NUMBERS = {
    FileFormat.ISLD: pb.SOURCE_FORMAT_ISLD,
    FileFormat.ETSI_GENERAL: pb.SOURCE_FORMAT_ETSI_GENERAL,
    FileFormat.ETSI_BULK: pb.SOURCE_FORMAT_ETSI_BULK,
    FileFormat.TEMPLATE_CSV: pb.SOURCE_FORMAT_TEMPLATE_CSV,
    FileFormat.TEMPLATE_XLSX: pb.SOURCE_FORMAT_TEMPLATE_XLSX,
    FileFormat.JSON_LINES: pb.SOURCE_FORMAT_JSON_LINES,
    FileFormat.IETF: pb.SOURCE_FORMAT_IETF_DISCLOSURES,
    FileFormat.CATALOGUE_3GPP: pb.SOURCE_FORMAT_3GPP_CATALOGUE,
    FileFormat.OPS_FAMILY: pb.SOURCE_FORMAT_OPS_FAMILY,
    FileFormat.ACCESS_ADVANCE: pb.SOURCE_FORMAT_POOL_ACCESS_ADVANCE,
    FileFormat.MPEG_LA: pb.SOURCE_FORMAT_POOL_MPEG_LA,
}

PIECE_BYTES = 1024 * 1024
SHOWN_REJECTED = 20
_UPLOAD_SECONDS = 24 * 3600.0
_LOOK_SECONDS = 0.25
# A service that is being started again comes back within this time; the import goes on by itself.
_PATIENCE_SECONDS = 120.0


async def upload(
    sepia: Sepia,
    pieces: Iterable[bytes],
    *,
    filename: str,
    request_id: str,
    demonstration: bool = False,
    size: int | None = None,
    step: Step | None = None,
    source_format: pb.SourceFormat = pb.SOURCE_FORMAT_ISLD,
    supersedes: str = "",
    resumable: bool = False,
    start: int = 0,
) -> operations_pb2.Operation:
    """Uploads a file.

    Args:
        pieces: its bytes from `start` on, in pieces of any size.
        source_format: what it is.
        size: in bytes, for the progress; None where it is not known.
        supersedes: the import of which it is a newer edition.
        resumable: whether what arrived is kept when the connection breaks.
        start: how many bytes arrived before.

    Returns:
        The operation that imports it.
    """

    async def messages() -> AsyncGenerator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest(
            filename=filename,
            source_format=source_format,
            request_id=request_id,
            demonstration=demonstration,
            size_bytes=size or 0,
            supersedes=supersedes,
            resumable=resumable,
            offset_bytes=start,
        )
        sent = start
        began = stopwatch()
        for piece in _of_size(pieces, PIECE_BYTES):
            yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(content_type="text/csv", data=piece))
            sent += len(piece)
            if step is not None:
                pace = (sent - start) / max(stopwatch() - began, 1e-6)
                step.show(sent, size, f"{file_size(sent)}, {file_size(pace)}/s")
        yield pb.UploadImportRequest(size_bytes=sent)

    return await sepia.call(sepia.imports.UploadImport, messages(), deadline_seconds=_UPLOAD_SECONDS)


def _of_size(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of `size`, the last one shorter."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= size:
            yield bytes(waiting[:size])
            del waiting[:size]
    if waiting:
        yield bytes(waiting)


async def follow(sepia: Sepia, operation: operations_pb2.Operation, step: Step | None = None) -> pb.Import:
    """Waits for an import to end, also across a restart of the registry.

    Raises:
        SepiaError: why the file was refused.
    """
    unanswered_since: float | None = None
    while not operation.done:
        progress = pb.ImportProgress()
        if operation.metadata.Unpack(progress) and step is not None:
            step.show(progress.bytes_read, progress.size_bytes or None, _progress_note(progress))
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            request = operations_pb2.GetOperationRequest(name=operation.name)
            operation = await sepia.call(sepia.operations.GetOperation, request)
            unanswered_since = None
        except SepiaError as error:
            unanswered_since = unanswered_since or stopwatch()
            lasting = stopwatch() - unanswered_since > _PATIENCE_SECONDS
            if error.kind not in (Kind.UNAVAILABLE, Kind.DEADLINE) or lasting:
                raise
            if step is not None:
                step.show(note="the registry does not answer for a moment; the import goes on when it is back")
    if operation.HasField("error"):
        raise from_status(operation.error)
    done = pb.Import()
    operation.response.Unpack(done)
    return done


def _progress_note(progress: pb.ImportProgress) -> str:
    parts = [progress.step or pb.ImportState.Name(progress.state).removeprefix("IMPORT_STATE_").lower()]
    if progress.rows_read:
        parts.append(f"{count(progress.rows_read)} rows")
        parts.append(f"{count(progress.rejected_rows)} rejected")
    if progress.rows_per_second:
        parts.append(f"{count(round(progress.rows_per_second))} rows/s")
    if progress.remaining_seconds >= 0 and progress.rows_read:
        parts.append(f"{progress.remaining_seconds:.0f} s to go")
    return ", ".join(parts)


def report_lines(done: pb.Import) -> list[tuple[str, str]]:
    """What an import counted, line by line, unknowns on lines of their own."""
    counts = done.counts
    lines = [
        ("rows", count(counts.rows)),
        ("  understood", count(counts.accepted_rows)),
        ("  rejected", count(counts.rejected_rows)),
        ("  new to the register", count(counts.new_rows)),
        ("  known already", count(counts.known_rows)),
    ]
    lines += [(pools.LABELS.get(line.what, line.what), count(line.count)) for line in counts.further]
    if done.source_format != pb.SOURCE_FORMAT_ISLD:
        return lines
    lines += [
        ("declarations", count(counts.declarations)),
        ("holders (spellings)", count(counts.holders)),
        ("standards", count(counts.standards)),
        ("applications", count(counts.applications)),
    ]
    for line in counts.families:
        key = key_word(line.key)
        lines.append((f"families under the key {key}", count(line.families)))
        lines.append((f"  entries without a family under {key}", count(line.entries_without_family)))
    lines += [
        ("rows without a standard", count(counts.rows_without_standard)),
        ("rows without an application number", count(counts.rows_without_application)),
        ("rows without a declarant", count(counts.rows_without_holder)),
    ]
    if done.supersedes:
        change = counts.difference
        lines += [
            (f"against {done.supersedes}: added", count(change.added)),
            ("  changed", count(change.changed)),
            ("  gone", count(change.gone)),
        ]
    return lines


async def print_report(sepia: Sepia, done: pb.Import) -> None:
    """Prints the counts of an import and its first rejected rows."""
    made_up = " — DEMONSTRATION" if done.demonstration else ""
    table(f"{done.filename}{made_up}", ("", "count"), report_lines(done), numbers=[1])
    say(f"[dim]{done.name}, {done.document}, {done.edition}[/]")
    if done.counts.rejected_rows:
        await _print_rejected(sepia, done)


async def _print_rejected(sepia: Sepia, done: pb.Import) -> None:
    request = pb.ListRejectedRowsRequest(page_size=SHOWN_REJECTED)
    setattr(request, "import", done.name)
    reply: pb.ListRejectedRowsResponse = await sepia.call(sepia.imports.ListRejectedRows, request)
    rows = [(str(r.line), r.column, r.value, r.message, r.suggestion) for r in reply.rejected_rows]
    table("Rejected rows", ("line", "column", "value", "why", "what to do"), rows, numbers=[0])
    more = done.counts.rejected_rows - len(rows)
    if more > 0:
        say(f"and {count(more)} more; all of them: [bold]sepia import-report {done.name} --csv[/]")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="The file to import; `-` reads standard input.")],
    file_format: Annotated[FileFormat, typer.Option("--format", help="What the file is.")] = FileFormat.ISLD,
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="The file is made up; whatever follows from it is labelled so.")
    ] = False,
    request_id: Annotated[str, typer.Option(help="Names the upload, to repeat it safely.")] = "",
    supersedes: Annotated[
        str, typer.Option(help="The import of which this is a newer edition, `imports/…`; what it leaves out is gone.")
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Keep what arrived if the connection breaks; again: go on from there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Uploads a file, follows its import to the end, and prints what was counted.

    Example: sepia import ISLD-export.csv
    Example: sepia import patent_new.csv --format access-advance
    """
    from_stdin = str(file) == "-"
    earlier = full_name(supersedes, "imports") if supersedes else ""
    if resume and from_stdin:
        raise usage("--resume needs a file: standard input cannot be read again")
    if not from_stdin:
        guarded(lambda: readable_file(file))

    async def bring_in(sepia: Sepia) -> None:
        if from_stdin:
            stdin = sys.stdin.buffer
            done = await _import_stream(
                sepia,
                stdin,
                "standard-input",
                None,
                request_id,
                demonstration,
                source_format=file_format.number,
                supersedes=earlier,
            )
        else:
            with file.open("rb") as stream:
                size = os.fstat(stream.fileno()).st_size
                done = await _import_stream(
                    sepia,
                    stream,
                    file.name,
                    size,
                    request_id,
                    demonstration,
                    source_format=file_format.number,
                    supersedes=earlier,
                    resume=resume,
                )
        if as_json:
            print_json(done)
        else:
            await print_report(sepia, done)

    carry_out(bring_in)


async def import_once(sepia: Sepia, file: Path, steps: Steps) -> pb.Import:
    """Imports a file of this machine unless the register has had it; gives what became of it.

    Raises:
        SepiaError: why it was refused.
    """
    with readable_file(file).open("rb") as stream, steps.step(f"looking whether {file.name} was imported before"):
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        known = await _import_of(sepia, f"documents/{digest}")
    if known is None:
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            return await _import_stream(sepia, stream, file.name, size, f"up-{digest[:32]}", False, steps)
    if known.state == pb.IMPORT_STATE_REFUSED:
        raise refusal_of(known)
    if known.state == pb.IMPORT_STATE_DONE:
        return known
    with steps.step(f"importing {file.name}") as step:
        return await follow(sepia, operation_of(known), step)


async def _import_of(sepia: Sepia, document: str) -> pb.Import | None:
    async for page in sepia.client.pages(sepia.imports.ListImports, pb.ListImportsRequest(page_size=200)):
        for known in page.imports:
            if known.document == document and not known.demonstration:
                return known
    return None


def operation_of(known: pb.Import) -> operations_pb2.Operation:
    """The operation that an import is, to be followed."""
    return operations_pb2.Operation(name=f"operations/registry/{known.name.removeprefix('imports/')}")


async def _import_stream(
    sepia: Sepia,
    stream: BinaryIO,
    filename: str,
    size: int | None,
    request_id: str,
    demonstration: bool,
    steps: Steps | None = None,
    source_format: pb.SourceFormat = pb.SOURCE_FORMAT_ISLD,
    supersedes: str = "",
    resume: bool = False,
) -> pb.Import:
    steps = steps or Steps()
    start, known = 0, None
    if resume:
        with steps.step(f"looking how much of {filename} arrived before"):
            request_id = request_id or f"file-{hashlib.file_digest(cast(Any, stream), 'sha256').hexdigest()[:32]}"
            start, known = await _arrived(sepia, request_id)
    if known is None:
        with steps.step(f"uploading {filename}") as step:
            stream.seek(start) if resume else None
            pieces = iter(lambda: stream.read(PIECE_BYTES), b"")
            operation = await upload(
                sepia,
                pieces,
                filename=filename,
                request_id=request_id or new_id().hex,
                demonstration=demonstration,
                size=size,
                step=step,
                source_format=source_format,
                supersedes=supersedes,
                resumable=resume,
                start=start,
            )
    else:
        operation = operation_of(known)
    with steps.step(f"importing {filename}") as step:
        return await follow(sepia, operation, step)


async def _arrived(sepia: Sepia, request_id: str) -> tuple[int, pb.Import | None]:
    """How many bytes of an upload are stored; and its import, once it is complete."""
    try:
        found: pb.Upload = await sepia.call(sepia.imports.GetUpload, pb.GetUploadRequest(request_id=request_id))
    except SepiaError as error:
        if error.kind is not Kind.NOT_FOUND:
            raise
        return 0, None
    name = getattr(found, "import")
    if not name:
        return found.received_bytes, None
    return 0, await sepia.call(sepia.imports.GetImport, pb.GetImportRequest(name=name))


@app.command("imports")
def list_imports(as_json: Json = False) -> None:
    """Lists imports, the newest first.

    Example: sepia imports
    """

    async def ask(sepia: Sepia) -> None:
        found: list[pb.Import] = await sepia.collect(
            sepia.imports.ListImports, pb.ListImportsRequest(page_size=200), "imports"
        )
        if as_json:
            print_json({"imports": found})
            return
        rows = [
            (
                done.name,
                done.filename + (" (demonstration)" if done.demonstration else ""),
                pb.ImportState.Name(done.state).removeprefix("IMPORT_STATE_").lower(),
                count(done.counts.rows),
                count(done.counts.rejected_rows),
                when(done.create_time),
                done.refusal,
            )
            for done in found
        ]
        table("Imports", ("import", "file", "state", "rows", "rejected", "submitted", "refusal"), rows, numbers=[3, 4])

    carry_out(ask)


@app.command("import-report")
def import_report(
    name: Annotated[str, typer.Argument(help="`imports/…`, as `sepia imports` shows it.")],
    csv: Annotated[bool, typer.Option("--csv", help="Every rejected row as CSV.")] = False,
    as_json: Json = False,
) -> None:
    """Prints what an import counted and every row it rejected.

    Example: sepia import-report imports/0193c0de-0000-7000-8000-000000000001 --csv > rejected.csv
    """

    async def ask(sepia: Sepia) -> None:
        done: pb.Import = await sepia.call(
            sepia.imports.GetImport, pb.GetImportRequest(name=full_name(name, "imports"))
        )
        if not (csv or as_json):
            if done.state == pb.IMPORT_STATE_REFUSED:
                raise refuse(f"{escape(done.refusal)}\n  [dim]({done.refusal_reason})[/]")
            await print_report(sepia, done)
            return
        request = pb.ListRejectedRowsRequest(page_size=1000)
        setattr(request, "import", done.name)
        rejected: list[pb.RejectedRow] = await sepia.collect(sepia.imports.ListRejectedRows, request, "rejected_rows")
        if as_json:
            print_json({"import": done, "rejectedRows": rejected})
            return
        columns = ("line", "column", "value", "reason", "message", "suggestion")
        say_plain(csv_text(columns, ([str(getattr(row, column)) for column in columns] for row in rejected)))

    carry_out(ask)


def refusal_of(done: pb.Import) -> SepiaError:
    """Why a file was refused, as the error it is."""
    return invalid(done.refusal_reason, done.refusal, subject=done.name)
