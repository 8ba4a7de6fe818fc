"""Owns documents of evidence on the command line: `sepia evidence upload|list|show|download`."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated

import typer
from google.api import httpbody_pb2
from rich.markup import escape

from sepia.registry.v1 import evidence_pb2 as pb
from services.cli.figures import file_size
from services.cli.output import Json, aside, carry_out, print_json, say, table
from services.cli.reading import readable_file
from services.cli.session import Sepia
from services.cli.sheets import write_pieces
from shared.errors import Kind, SepiaError
from shared.ids import new_id

app = typer.Typer(help="Documents that objections, records of holders and decisions rest on.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="`evidence/{sha256}`, `documents/{sha256}`, or the digest alone.")]
_PIECE_BYTES = 1024 * 1024
_UPLOAD_SECONDS = 600


def _name(given: str) -> str:
    return f"evidence/{given.rpartition('/')[2]}"


@app.command("upload")
def upload(
    file: Annotated[Path, typer.Argument(help="The document.")],
    about: Annotated[str, typer.Option(help="What it shows, in a few words.")] = "",
    confidential: Annotated[bool, typer.Option("--confidential", help="For the centre and yourself only.")] = False,
    content_type: Annotated[str, typer.Option(help="What the file is; by its name without it.")] = "",
    request_id: Annotated[str, typer.Option(help="Names the request, to repeat it safely.")] = "",
    as_json: Json = False,
) -> None:
    """Uploads a document; cite it then by its digest, for example with `sepia objection file --document`.

    Example: sepia evidence upload register-extract.pdf --about "EP 1 848 154 lapsed in 2021"
    """

    async def ask(sepia: Sepia) -> None:
        path = readable_file(file)
        kind = content_type or mimetypes.guess_type(path.name)[0] or ""

        async def pieces() -> AsyncGenerator[pb.UploadEvidenceRequest]:
            yield pb.UploadEvidenceRequest(
                filename=path.name,
                content_type=kind,
                about=about,
                confidential=confidential,
                request_id=request_id or new_id().hex,
                size_bytes=path.stat().st_size,
            )
            with path.open("rb") as stream:
                while piece := stream.read(_PIECE_BYTES):
                    yield pb.UploadEvidenceRequest(content=httpbody_pb2.HttpBody(data=piece))

        kept: pb.EvidenceDocument = await sepia.call(
            sepia.evidence.UploadEvidence, pieces(), deadline_seconds=_UPLOAD_SECONDS
        )
        print_json(kept) if as_json else _print(kept)

    carry_out(ask)


def _print(kept: pb.EvidenceDocument) -> None:
    confidential = ", confidential" if kept.confidential else ""
    cited = "cited" if kept.cited else "not cited yet"
    say(f"[bold]{kept.document}[/]")
    say(f"{escape(kept.filename)}, {kept.content_type}, {file_size(kept.size_bytes)}, {cited}{confidential}")
    if kept.about:
        say(escape(kept.about))


@app.command("list")
def list_evidence(
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50, as_json: Json = False
) -> None:
    """Lists the documents that you and your organization uploaded; officers see all.

    Example: sepia evidence list
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListEvidenceRequest(page_size=min(most, 1000))
        found: list[pb.EvidenceDocument] = await sepia.collect(
            sepia.evidence.ListEvidence, request, "evidence", most=most
        )
        if as_json:
            print_json({"evidence": found})
            return
        rows = [
            (
                each.filename,
                file_size(each.size_bytes),
                "confidential" if each.confidential else "",
                "cited" if each.cited else "",
                each.about,
                each.document,
            )
            for each in found
        ]
        table("Evidence", ("file", "size", "", "", "about", "document"), rows, numbers=[1])

    carry_out(ask)


@app.command("show")
def show(document: Name, as_json: Json = False) -> None:
    """Says what is known about a document.

    Example: sepia evidence show documents/9f86d0…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetEvidenceRequest(name=_name(document))
        kept: pb.EvidenceDocument = await sepia.call(sepia.evidence.GetEvidence, request)
        print_json(kept) if as_json else _print(kept)

    carry_out(ask)


@app.command("download")
def download(
    document: Name, output: Annotated[Path, typer.Option("--output", "-o", help="File to write, whole or not at all.")]
) -> None:
    """Fetches a document and checks its digest.

    Example: sepia evidence download documents/9f86d0… --output extract.pdf
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.DownloadEvidenceRequest(name=_name(document))
        pieces = [piece.data async for piece in sepia.client.stream(sepia.evidence.DownloadEvidence, request)]
        digest = hashlib.sha256(b"".join(pieces)).hexdigest()
        if digest != request.name.rpartition("/")[2]:
            raise SepiaError(
                Kind.INTERNAL, "EVIDENCE_DAMAGED", f"{request.name} arrived with the digest {digest}. Fetch it again."
            )
        for _ in write_pieces(output, pieces):
            pass
        aside().print(f"written to {escape(str(output))}")

    carry_out(ask)
